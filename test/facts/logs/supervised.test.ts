import { expect, it } from 'vitest';
import { logsOfKept, logsOfSupervised } from '../../../src/facts/logs/supervised.js';
import { realSystem } from '../../../src/system/real.js';
import { running } from '../../support/healthy.js';

const HERE = 4026531840;
const INSIDE = 4026532200;

/** The logs of a supervisord in a network namespace that has given a program up, as looked for from another or any one. */
function logs(network: number | null, meant: number | string = 8000): readonly string[] {
  const files: Readonly<Record<string, string>> = {
    '/etc/supervisord.conf':
      '[supervisord]\nlogfile=/srv/supervisord.log\n[program:shop]\ncommand=node shop.js --port 8000\nstderr_logfile=/srv/shop.log\n',
    '/srv/supervisord.log':
      '2026-01-01 10:00:00,000 INFO gave up: shop entered FATAL state, too many start retries too quickly\n',
    '/srv/shop.log': 'OSError: [Errno 98] Address already in use\n',
    '/proc/stat': 'btime 1\n',
    '/proc/40/comm': 'supervisord\n',
    '/proc/40/stat': `40 (supervisord) S 1 40 40 0 -1 4194560 ${'0 '.repeat(40)}`,
    '/proc/40/cmdline': 'supervisord\0-c\0/etc/supervisord.conf\0',
  };
  const system = {
    ...realSystem,
    link: (path: string) => {
      if (path !== '/proc/40/ns/net') throw new Error(path);
      return `net:[${INSIDE}]`;
    },
    read: (path: string) => {
      if (files[path] === undefined) throw new Error(path);
      return files[path];
    },
    list: () => [],
    status: (path: string) => ({ kind: 'file', size: files[path]?.length ?? 0, modifiedAt: 0 }) as never,
  };
  return logsOfSupervised(system, [40], meant, network).map(({ path }) => path);
}

it.each([
  ['in the namespace of the port', INSIDE, ['/srv/shop.log', '/srv/supervisord.log']],
  ['in another one, whose ports are others', HERE, []],
  ['in any, where the port leads on', null, ['/srv/shop.log', '/srv/supervisord.log']],
])('reads what a supervisord %s has given up', (_, network, expected) => {
  expect(logs(network)).toEqual(expected);
});

it('reads the same of a program that was named, and its own logs alone of one that the port is none of', () => {
  expect(logs(null, 'shop')).toEqual(['/srv/shop.log', '/srv/supervisord.log']);
  expect(logs(null, 9)).toEqual(['/srv/shop.log']);
});

it("finds the log that PM2 keeps in a container by that one's root", () => {
  const environment = { pm_err_log_path: '/root/.pm2/logs/shop-error.log' };
  const inside = running(42, ['node', 'shop.js'], { environment, root: '/proc/42/root' });
  expect(logsOfKept(realSystem, [inside], [])).toMatchObject([
    { path: '/proc/42/root/root/.pm2/logs/shop-error.log' },
  ]);
});

it('takes what PM2 keeps for words of the server, and not of the npm and the shell that run it', () => {
  const environment = { pm_err_log_path: '/srv/shop-error.log' };
  const [npm, shell, server] = [['npm start'], ['sh', '-c', 'node shop.js'], ['node', 'shop.js']].map(
    (command, at) => running(42 + at, command, { environment }),
  );
  expect(logsOfKept(realSystem, [npm!, shell!, server!], [])[0]).toMatchObject({ pid: 44 });
});

it("finds the log that forever's monitor writes for its script", () => {
  const monitor = 'node\0/usr/lib/node_modules/forever/bin/monitor\0app.js\0';
  const system = { ...realSystem, read: () => monitor, link: () => '/root/.forever/k2b1.log' };
  const script = running(42, ['node', 'app.js'], { parent: 41, output: 'socket:[7]' });
  expect(logsOfKept(system, [script], [])).toMatchObject([{ path: '/root/.forever/k2b1.log', pid: 42 }]);
  expect(logsOfKept({ ...system, read: () => 'node\0run.js\0' }, [script], [])).toEqual([]);
});
