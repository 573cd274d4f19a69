import { expect, it } from 'vitest';
import { byServedFolder } from '../../../src/rules/http/served-folder.js';
import { running } from '../../support/healthy.js';

const serving = (command: readonly string[], path: string, more = {}) =>
  byServedFolder(running(42, command, { directory: '/srv/site', ...more }), path, [])?.says;

it('names the folder of a server of files, and the file that it looked for', () => {
  const python = ['python3', '-m', 'http.server', '8000'];
  expect(serving(python, '/a/page.html?x=1')).toBe(
    'It serves the files of /srv/site; this one would be /srv/site/a/page.html.',
  );
  expect(serving(python, '/a/')).toBe('It serves the files of /srv/site.');
  expect(serving(python, '/my%20page')).toBe('It serves the files of /srv/site.');
  expect(serving([...python, '-d', 'public'], '/x')).toContain('/srv/site/public/x.');
  expect(serving(['php', '-S', 'localhost:8000'], '/index.php')).toContain('/srv/site/index.php.');
  expect(serving(['php', '-S', 'localhost:8000', '-t', '/www'], '/x')).toContain('/www/x.');
  expect(serving(python, '/x', { directory: '/' })).toBe('It serves the files of /; this one would be /x.');
});

it('names none of a router, an application, a folder that is gone or that of a container', () => {
  expect(serving(['php', '-S', 'localhost:8000', 'router.php'], '/x')).toBeUndefined();
  expect(serving(['php', '-S', 'localhost:8000', '-t', 'public', 'router.php'], '/x')).toBeUndefined();
  expect(serving(['python3', 'app.py'], '/x')).toBeUndefined();
  expect(serving(['node', 'toString', 'x'], '/x')).toBeUndefined();
  expect(serving(['python3', '-m', 'http.server'], '/x', { directoryDeleted: true })).toBeUndefined();
  expect(serving(['python3', '-m', 'http.server'], '/x', { root: '/proc/42/root' })).toBeUndefined();
});

it('says what a folder means that a source names, where the server was started elsewhere', () => {
  const source = (text: string) => [{ path: '/srv/site/shop/server.js', text, modifiedAt: 0 }];
  const server = running(42, ['node', 'shop/server.js'], { directory: '/srv/site' });
  expect(byServedFolder(server, '/', source("app.use(express.static('public'))"))).toMatchObject({
    says: "express.static('public') means /srv/site/public, for the server was started in /srv/site.",
    fix: { title: 'If its pages are in /srv/site/shop/public, start it in /srv/site/shop' },
  });
  const absolute = source(
    "app.use(express.static(path.join(__dirname, 'public'))); express.static('/var/www')",
  );
  expect(byServedFolder(server, '/', absolute)).toBeUndefined();
  const there = { ...server, directory: '/srv/site/shop' };
  expect(byServedFolder(there, '/', source("express.static('public')"))).toBeUndefined();
  expect(byServedFolder(server, '/api/x', source("express.static('public')"))).toBeUndefined();
});

it('names the folder of the npm package serve, which is a word by itself', () => {
  const serve = ['node', '/srv/site/node_modules/.bin/serve'];
  expect(serving([...serve, '-s', 'build'], '/x')).toContain('/srv/site/build/x.');
  expect(serving([...serve, '-u', 'build'], '/x')).toContain('/srv/site/build/x.');
  expect(serving([...serve, '-nl', '3000', 'build'], '/x')).toContain('/srv/site/build/x.');
  expect(serving([...serve, '-l', '5000', 'dist'], '/')).toBe('It serves the files of /srv/site/dist.');
  expect(serving(serve, '/x')).toContain('/srv/site/x.');
});

it('names the folder of live-server and of vite preview, and what http-server may serve, which hides its command', () => {
  const by = (command: readonly string[], path: string) =>
    byServedFolder(running(42, command, { directory: '/srv/site' }), path, []);
  const live = ['node', '/srv/site/node_modules/.bin/live-server', '--no-browser'];
  expect(by(live, '/site/a.html')?.says).toContain('this one would be /srv/site/site/a.html.');
  expect(by([...live, 'pages'], '/a.html')?.says).toContain('/srv/site/pages/a.html.');
  const preview = by(['node', '/srv/site/node_modules/.bin/vite', 'preview'], '/');
  expect(preview).toMatchObject({
    says: 'It serves the files of /srv/site/dist.',
    fix: { text: expect.stringContaining('npm run build') },
  });
  expect(by(['node', '/srv/site/node_modules/.bin/vite'], '/x')).toBeUndefined();
  expect(by(['http-server'], '/a.html')?.says).toContain(
    '/srv/site/public, or where that is not there /srv/site.',
  );
});

it('says of a path that is no file how the pages of a single-page application are served', () => {
  const text = (path: string) =>
    byServedFolder(running(42, ['python3', '-m', 'http.server'], { directory: '/srv' }), path, [])?.fix.text;
  expect(text('/shop/cart')).toContain('npx serve -s FOLDER');
  expect(text('/shop/cart.html')).not.toContain('serve -s');
  expect(text('/shop/')).not.toContain('serve -s');
});
