import { expect, it } from 'vitest';
import { grantFix } from '../../../src/rules/http/grant.js';
import { running } from '../../support/healthy.js';

const apache = running(7, ['apache2', '-k', 'start'], { name: 'apache2' });
const line =
  '[authz_core:error] [client ::1] AH01630: client denied by server configuration: /srv/www/a.html';
const fixOf = (text: string, over: { line?: string; master?: typeof apache } = {}) =>
  grantFix(over.line ?? line, '/a.html', [{ path: '/a.conf', text, modifiedAt: 0 }], over.master ?? apache);
const root = '<Directory />\n  AllowOverride   None\n  Require all denied\n</Directory>\n';
const site = 'DocumentRoot "/srv/www"\n';

it('lets clients into the folder of a site that nothing is said of', () =>
  expect(fixOf(`${root}${site}<FilesMatch "^\\.ht">\nRequire all denied\n</FilesMatch>\n`)).toMatchObject({
    needsRoot: true,
    steps: [
      {
        do: 'edit',
        file: '/a.conf',
        find: 'DocumentRoot "/srv/www"',
        replace: 'DocumentRoot "/srv/www"\n<Directory "/srv/www">\n    Require all granted\n</Directory>',
      },
      { do: 'run', command: 'kill -USR1 7' },
    ],
  }));

it('heeds no folder elsewhere, no other place, and nothing that is about other things', () =>
  expect(
    fixOf(
      `${root}${site}<Directory /srv/ww>\nAllowOverride All\nRequire all denied\n</Directory>\n<Location /server-status>\nRequire local\n</Location>\n<FilesMatch "\\.php$">\nSetHandler x\n</FilesMatch>\n`,
    ),
  ).toMatchObject({
    steps: expect.anything(),
  }));

it.each([
  [
    'the folder has a section of its own',
    `${site}<Directory /srv/www/>\nRequire ip 10.0.0.0/8\n</Directory>`,
  ],
  ['a section of patterns may be for it', `${site}<Directory "/srv/*">\nRequire all denied\n</Directory>`],
  ['a condition may be for it', `${site}<If "%{HTTP_HOST} == 'a'">\nRequire all denied\n</If>`],
  ['a place is closed', `${site}<Location "/a.html">\nRequire all denied\n</Location>`],
  ['.htaccess may say it', `${site}<Directory />\nAllowOverride All\n</Directory>`],
  ['two sites have the folder', `${site}${site}`],
  ['the file is of an Alias', 'DocumentRoot /srv/other\nAlias /x /srv/www'],
])('leaves it to people where %s', (_, text) => expect(fixOf(text)).toBeUndefined());

it('needs the words of the log, and Apache', () => {
  expect(
    fixOf(site, { line: 'AH00132: file permissions deny server access: /srv/www/a.html' }),
  ).toBeUndefined();
  expect(fixOf(site, { master: running(7, ['node'], { name: 'node' }) })).toBeUndefined();
});
