import { expect, it } from 'vitest';
import { allowedHostEdit, allowingFile, hostsFile } from '../../src/programs/access/allowed-hosts.js';

const edit = (framework: string, path: string, text: string) => {
  const found = allowedHostEdit(framework, [{ path, text, modifiedAt: 0 }], 'shop.test');
  return found && text.replace(found.find, () => found.replace);
};

it.each([
  [
    'Django',
    '/srv/shop/settings.py',
    'DEBUG = True\nALLOWED_HOSTS = []\n',
    "DEBUG = True\nALLOWED_HOSTS = ['shop.test', 'localhost', '127.0.0.1', '[::1]']\n",
  ],
  [
    'Django',
    '/srv/shop/settings.py',
    "ALLOWED_HOSTS = []\nif PRODUCTION:\n    ALLOWED_HOSTS = ['x']\nALLOWED_HOSTS = [\n    'localhost',\n]\n",
    "ALLOWED_HOSTS = []\nif PRODUCTION:\n    ALLOWED_HOSTS = ['x']\nALLOWED_HOSTS = ['shop.test', 'localhost',\n]\n",
  ],
  [
    'Vite',
    '/srv/vite.config.mjs',
    'export default {\n  server: { port: 5173 },\n};\n',
    "export default {\n  server: { allowedHosts: ['shop.test'], port: 5173 },\n};\n",
  ],
  [
    'Vite',
    '/srv/vite.config.ts',
    'export default defineConfig({\n  plugins: [react()],\n});\n',
    "export default defineConfig({ server: { allowedHosts: ['shop.test'] },\n  plugins: [react()],\n});\n",
  ],
  [
    'Vite',
    '/srv/vite.config.ts',
    "export default { server: { allowedHosts: ['a.test'] } };",
    "export default { server: { allowedHosts: ['shop.test', 'a.test'] } };",
  ],
  [
    'webpack-dev-server',
    '/srv/webpack.config.js',
    'module.exports = { devServer: { port: 8080 } };',
    "module.exports = { devServer: { allowedHosts: ['shop.test'], port: 8080 } };",
  ],
])('lets a name in by the file of %s, %s', (framework, path, text, after) => {
  expect(edit(framework, path, text)).toBe(after);
});

it.each([
  ['the name itself', "ALLOWED_HOSTS = ['shop.test']", true],
  ['every name', 'ALLOWED_HOSTS = ["*"]', true],
  ['all below a domain', "ALLOWED_HOSTS = ['.test']", true],
  ['the name with a port, which no name has', "ALLOWED_HOSTS = ['shop.test:8000']", false],
  ['another name', "ALLOWED_HOSTS = ['myshop.test', 'shop.test.example']", false],
  ['a list that a later one replaces', "ALLOWED_HOSTS = ['shop.test']\nALLOWED_HOSTS = ['x']", false],
  ['a list that is worked out later', "ALLOWED_HOSTS = ['shop.test']\nALLOWED_HOSTS = hosts()", false],
])('sees whether a file allows a name already: %s', (_, text, expected) => {
  const file = { path: '/srv/settings.py', text, modifiedAt: 0 };
  expect(allowingFile('Django', [file], 'shop.test')).toBe(expected ? file : undefined);
});

it.each([
  ['Vite', 'vite.config.js', "server: { allowedHosts: ['.shop.test'] }", true],
  // To Vite a star is a name.
  ['Vite', 'vite.config.js', "server: { allowedHosts: ['*'] }", false],
  ['Vite', 'vite.config.js', "server: {\n  // allowedHosts: ['shop.test'],\n}", false],
  ['Vite', 'vite.config.js', "server: { port: 1, // allowedHosts: ['shop.test'],\n}", false],
  ['webpack-dev-server', 'webpack.config.js', "devServer: { allowedHosts: ['all'] }", true],
  ['webpack-dev-server', 'webpack.config.js', "devServer: { allowedHosts: ['*'] }", false],
])('sees whether a file of %s allows a name already: %s %s', (framework, name, text, expected) => {
  const file = { path: `/srv/${name}`, text, modifiedAt: 0 };
  expect(allowingFile(framework, [file], 'shop.test')).toBe(expected ? file : undefined);
  const isComment = text.includes('//');
  expect(allowedHostEdit(framework, [file], 'shop.test') === undefined).toBe(isComment);
});

it.each([
  ['what a program works out', 'Django', '/srv/settings.py', "ALLOWED_HOSTS = os.environ['HOSTS'].split()"],
  ['a list before that', 'Django', '/srv/settings.py', 'ALLOWED_HOSTS = []\nALLOWED_HOSTS = env("HOSTS")'],
  [
    'a list that may not count',
    'Django',
    '/srv/settings.py',
    "ALLOWED_HOSTS = []\nif LIVE:\n    ALLOWED_HOSTS = ['x']",
  ],
  ['a list that is handed on', 'Vite', '/srv/vite.config.ts', 'export default { server: { allowedHosts } };'],
  ['two lists', 'webpack-dev-server', '/srv/webpack.config.js', 'allowedHosts: [], allowedHosts: [1]'],
  ['another file', 'Django', '/srv/settings.json', 'ALLOWED_HOSTS = []'],
  ['who is not known', 'Nobody', '/srv/settings.py', 'ALLOWED_HOSTS = []'],
])('leaves %s to the person', (_, framework, path, text) => {
  expect(edit(framework, path, text)).toBeUndefined();
});

it('writes nothing into a file that is no name', () => {
  const files = [{ path: '/srv/settings.py', text: 'ALLOWED_HOSTS = []', modifiedAt: 0 }];
  expect(allowedHostEdit('Django', files, "x'] + [evil")).toBeUndefined();
});

it.each([
  ['base.py, taken whole', 'from .base import *\nDEBUG = False\n', "ALLOWED_HOSTS = ['x']\n", 'base'],
  ['by its whole name', 'from shop.settings.base import *\n', "ALLOWED_HOSTS = ['x']\n", 'base'],
  [
    'itself, after what it takes',
    "from .base import *\nALLOWED_HOSTS = ['x']\n",
    "ALLOWED_HOSTS = ['y']\n",
    'live',
  ],
  [
    'what it takes at its end',
    "ALLOWED_HOSTS = ['shop.test']\ntry:\n    from .base import *\nexcept ImportError:\n    pass\n",
    "ALLOWED_HOSTS = ['y']\n",
    'base',
  ],
])('goes by the settings that count: %s', (_, live, base, counts) => {
  const files = [
    { path: '/srv/shop/settings/live.py', text: live, modifiedAt: 0 },
    { path: '/srv/shop/settings/base.py', text: base, modifiedAt: 0 },
  ];
  expect(allowedHostEdit('Django', files, 'shop.test')?.file).toBe(`/srv/shop/settings/${counts}.py`);
  expect(hostsFile('Django', files)).toBe(`/srv/shop/settings/${counts}.py`);
  expect(allowingFile('Django', files, 'shop.test')).toBeUndefined();
});

it('comes to an end where modules take one another', () => {
  const names = Array.from({ length: 14 }, (_, at) => `m${at}`);
  const text = names.map(name => `from .${name} import *\n`).join('');
  const files = ['settings', ...names].map(name => ({ path: `/srv/shop/${name}.py`, text, modifiedAt: 0 }));
  expect(hostsFile('Django', files)).toBeUndefined();
});
