import { expect, it } from 'vitest';
import { spoolOf } from '../../../src/facts/upstreams/spool.js';
import { realSystem } from '../../../src/system/real.js';
import type { FileStatus, System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';

const files = [{ path: '/etc/nginx/nginx.conf', text: 'error_log /log;', modifiedAt: 0 }];
const worker = running(43, ['nginx: worker process'], { name: 'nginx', uid: 65534, user: 'nobody' });
const line = (call: string, path: string) =>
  `2026/11/22 00:11:12 [crit] 43#43: *1 ${call}() "${path}" failed (13: Permission denied) while reading upstream, client: 10.0.0.2, server: , request: "GET /big.bin HTTP/1.1", upstream: "http://127.0.0.1:3000/big.bin"\n`;

/** A machine on which nobody owns what is said here, and root the rest. */
function machine(log: string, modes: Readonly<Record<string, number>>, own: readonly string[] = []): System {
  return {
    ...realSystem,
    read: path => (path === '/log' ? log : 'Uid:\t65534 65534\nGid:\t65534 65534\nGroups:\t\n'),
    status: path => {
      const mode = modes[path] ?? 0o755;
      return { uid: own.includes(path) ? 65534 : 0, gid: 0, mode, kind: 'directory' } as FileStatus;
    },
  };
}

it.each([
  [
    'a folder that is not its own',
    line('open', '/tmp/p/1/00/0000000001'),
    { '/tmp/p/1/00': 0o700 },
    '/tmp/p/1/00',
  ],
  ['a folder on the way to it', line('open', '/tmp/p/0000000001'), { '/tmp': 0o700 }, '/tmp'],
  ['a folder that it would make', line('mkdir', '/tmp/p/1'), { '/tmp/p': 0o700 }, '/tmp/p'],
])('names %s', (_, log, modes, denied) => {
  const spool = spoolOf(machine(log, modes), files, 'nginx', [worker]);
  expect(spool).toMatchObject({ denied, folder: '/tmp/p', user: 'nobody', log: '/log', paths: ['/big.bin'] });
});

it('is silent where the rights were mended, of other words, and of other programs', () => {
  const log = line('open', '/tmp/p/0000000001');
  expect(spoolOf(machine(log, { '/tmp/p': 0o700 }, ['/tmp/p']), files, 'nginx', [worker])).toBeUndefined();
  const page = line('open', '/srv/www/index.html');
  expect(spoolOf(machine(page, { '/srv': 0o700 }), files, 'nginx', [worker])).toBeUndefined();
  expect(spoolOf(machine(log, { '/tmp': 0o700 }), files, 'haproxy', [worker])).toBeUndefined();
  const root = { ...worker, uid: 0 };
  expect(spoolOf(machine(log, { '/tmp': 0o700 }), files, 'nginx', [root])).toBeUndefined();
});
