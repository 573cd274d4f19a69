import { expect, it } from 'vitest';
import { unreadableOf } from '../../../src/facts/upstreams/unreadable.js';
import { realSystem } from '../../../src/system/real.js';
import type { FileStatus, System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';
import { answer, attempt, said } from '../../support/talks.js';

const files = [{ path: '/etc/web.conf', text: 'error_log /log;\nErrorLog /log', modifiedAt: 0 }];
const ids = { uid: 33, user: 'www-data' };
const nginx = running(43, ['nginx: worker process'], { name: 'nginx', ...ids });
const apache = running(43, ['apache2', '-k', 'start'], { name: 'apache2', ...ids });

/** A machine of root's with these modes, and 0755 where none is said; /srv/gone is not there. */
const machine = (log: string, modes: Readonly<Record<string, number>>, gid = 0): System => ({
  ...realSystem,
  read: path => (path === '/log' ? log : 'Uid:\t33 33 33\nGid:\t33 33 33\nGroups:\t33\n'),
  status: path => {
    if (path.endsWith('.htaccess')) throw Object.assign(new Error(), { code: 'ENOENT' });
    return { uid: 0, gid, mode: modes[path] ?? 0o755, kind: 'file' } as FileStatus;
  },
});

const asked = (path: string, status = 403, body = '') => [
  attempt([said({ path, http: answer(status, body) })]),
];
const refused = (file: string, call: string, path: string) =>
  `2026/11/22 06:00:37 [error] 26#26: *3 ${call.replace('FILE', `"${file}"`)} (13: Permission denied), client: 10.0.0.1, server: , request: "GET ${path} HTTP/1.1", host: "a"\n`;
const index = refused('/srv/www/index.html', 'FILE is forbidden', '/');
const page = refused('/srv/www/a.html', 'open() FILE failed', '/a.html');
const searched =
  "AH00035: access to /a.html denied (filesystem path '/srv/www/a.html') because search permissions\n";
const denied = 'AH00132: file permissions deny server access: /srv/www/a.html, referer: http://x/\n';
const override =
  "AH00529: /srv/www/.htaccess pcfg_openfile: unable to check htaccess file, and that '/srv/www/' is\n";

it.each([
  ['a folder', index, asked('/'), { '/srv/www': 0o700 }, nginx, [['/srv/www', 'o+x']]],
  ['a file', page, asked('/a.html?x=1'), { '/srv/www/a.html': 0o600 }, nginx, [['/srv/www/a.html', 'o+r']]],
  [
    'all that is in the way',
    page,
    asked('/a.html'),
    { '/srv': 0o750, '/srv/www/a.html': 0o640 },
    nginx,
    [
      ['/srv', 'o+x'],
      ['/srv/www/a.html', 'o+r'],
    ],
  ],
  [
    'what try_files takes for missing',
    refused('/srv/www/a.html', 'stat() FILE failed', '/a.html'),
    asked('/a.html', 404),
    { '/srv/www': 0o700 },
    nginx,
    [['/srv/www', 'o+x']],
  ],
  ['a folder of Apache', searched, asked('/a.html'), { '/srv': 0o700 }, apache, [['/srv', 'o+x']]],
  [
    'a file of Apache',
    denied,
    asked('/a.html'),
    { '/srv/www/a.html': 0 },
    apache,
    [['/srv/www/a.html', 'o+r']],
  ],
  [
    'a folder with or without .htaccess',
    override,
    asked('/', 403, 'Server unable to read htaccess file, denying access to be safe'),
    { '/srv/www': 0o700 },
    apache,
    [['/srv/www', 'o+x']],
  ],
])('names %s', (_, log, probes, modes, server, closed) => {
  const found = unreadableOf(machine(log, modes), files, { probes, holders: [server] });
  expect(found?.closed.map(({ path, change }) => [path, change])).toEqual(closed);
  expect(found).toMatchObject({ user: 'www-data', log: '/log' });
});

it('wants no more of a folder than to enter it, unless it is to be listed', () => {
  const closedOf = (call: string) => {
    const log = refused('/srv/www/a', call, '/a');
    const system = machine(log, { '/srv/www': 0o700, '/srv/www/a': 0o700 });
    const status = (path: string) => ({
      ...system.status(path),
      kind: 'directory' as const,
    });
    const found = unreadableOf({ ...system, status }, files, { probes: asked('/a'), holders: [nginx] });
    return found?.closed.map(({ path, change }) => [path, change]);
  };
  expect(closedOf('stat() FILE failed')).toEqual([
    ['/srv/www', 'o+x'],
    ['/srv/www/a', 'o+x'],
  ]);
  expect(closedOf('opendir() FILE failed')?.at(-1)).toEqual(['/srv/www/a', 'o+r']);
});

it('names what is under another root as it is reached from here', () => {
  const inside = { ...nginx, root: '/proc/43/root' };
  const system = machine(page, { '/proc/43/root/srv/www': 0o700 });
  const found = unreadableOf(
    { ...system, read: path => system.read(path.replace('/proc/43/root', '')) },
    files,
    { probes: asked('/a.html'), holders: [inside] },
  );
  expect(found?.closed.map(({ path }) => path)).toEqual(['/proc/43/root/srv/www']);
});

it('gives the right to the group that the server is of', () => {
  const system = machine(page, { '/srv/www/a.html': 0o604 }, 33);
  const found = unreadableOf(system, files, { probes: asked('/a.html'), holders: [nginx] });
  expect(found?.closed).toEqual([{ path: '/srv/www/a.html', right: 'r', change: 'g+r' }]);
});

it.each([
  ['where the rights were mended', page, asked('/a.html'), {}, nginx],
  ['of another page', page, asked('/b.html'), { '/srv/www': 0o700 }, nginx],
  ['of an answer', page, asked('/a.html', 200), { '/srv/www': 0o700 }, nginx],
  [
    'of other words',
    'access forbidden by rule, request: "GET /a.html HTTP/1.1"',
    asked('/a.html'),
    { '/srv': 0 },
    nginx,
  ],
  ['of another 403 of Apache', override, asked('/'), { '/srv/www': 0o700 }, apache],
  ['of other programs', page, asked('/a.html'), { '/srv': 0 }, { ...nginx, name: 'node' }],
])('is silent %s', (_, log, probes, modes, server) =>
  expect(unreadableOf(machine(log, modes), files, { probes, holders: [server] })).toBeUndefined(),
);
