import { expect, it } from 'vitest';
import { byUnheededRewrites } from '../../../src/rules/http/unheeded-rewrites.js';

const rules = 'RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.php [L]\n';
const lost = (conf: string, { htaccess = rules, program = 'apache2', path = '/about' } = {}) =>
  byUnheededRewrites(
    [
      { path: '/etc/apache2/apache2.conf', text: conf, modifiedAt: 0 },
      { path: '/srv/site/.htaccess', text: htaccess, modifiedAt: 0 },
    ],
    program,
    { port: 80, host: 'shop.test', path },
  );
const root = 'Listen 80\nDocumentRoot /srv/site\n';
const all = `${root}<Directory /srv/site>\nAllowOverride All\n</Directory>\n`;
const module = (name: string) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`;

it('names the rules of a folder that AllowOverride does not let count', () => {
  expect(lost(root)).toMatchObject({
    says: expect.stringContaining('AllowOverride does not let that file count'),
    evidence: { says: 'RewriteRule ^ index.php [L]', source: '/srv/site/.htaccess' },
    fix: { text: expect.stringContaining('<Directory /srv/site>') },
  });
  expect(lost(all.replace('All', 'None'))).toBeDefined();
});

it('names the module that they lack', () => {
  expect(lost(module('dir') + all)?.fix.title).toBe('Load mod_rewrite');
  expect(lost(module('dir') + all, { program: 'httpd' })?.fix.text).not.toContain('a2enmod');
  expect(lost(module('rewrite') + all)).toBeUndefined();
});

it.each([
  ['that count', all, {}],
  ['that a pattern may let count', `${root}<Directory /srv/*>\nAllowOverride All\n</Directory>\n`, {}],
  [
    'that lead away',
    root,
    { htaccess: 'RewriteRule ^(.*)$ https://shop.test/index.php [R]\nRewriteRule ^\\.git - [F]\n' },
  ],
  ['that rewrite nothing', root, { htaccess: 'Options -Indexes\n' }],
  ['of another folder', 'Listen 80\nDocumentRoot /srv/other\n', {}],
  ['of another server', root, { program: 'nginx' }],
  ['of a path that is passed on', `${root}ProxyPass / http://127.0.0.1:3000/\n`, {}],
])('says nothing of rules %s', (_, conf, more) => expect(lost(conf, more)).toBeUndefined());
