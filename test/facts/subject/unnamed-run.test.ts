import { expect, it } from 'vitest';
import { unnamedRun } from '../../../src/facts/subject/unnamed-run.js';
import { realSystem } from '../../../src/system/real.js';
import { running } from '../../support/healthy.js';

const text = `[supervisord]
logfile=/log
[program:web]
command=/usr/sbin/nginx -g 'daemon off;'
[program:shop]
command=gunicorn shop:app
[program:blog]
command=gunicorn blog:app
[program:mail]
command=python3 mail.py
`;
const files = [{ path: '/etc/supervisord.conf', text, modifiedAt: 0 }];
const nginx = 'nginx: master process /usr/sbin/nginx';
const gunicorn = 'gunicorn: master [shop:app]';

/** What is found for a program, where supervisord has one child of this title, with this environment and this log. */
function found(name: string, title: string, environ = '\0\0', log = '') {
  const proc: Readonly<Record<string, string>> = {
    '/proc/50/stat': `50 (x) S 1 50 50 0 -1 4194560 ${'0 '.repeat(40)}`,
    '/proc/50/cmdline': title,
    '/proc/50/environ': environ,
    '/log': log,
  };
  const system = {
    ...realSystem,
    read: (path: string) => {
      if (proc[path] === undefined) throw new Error(path);
      return proc[path];
    },
    status: () => ({ kind: 'file', size: log.length, modifiedAt: 0 }) as never,
  };
  return unnamedRun(system, running(1, ['supervisord'], { children: [50], directory: '/' }), files, name);
}

it.each([
  ['the only one that calls itself as its command does', 'web', nginx, [50], true],
  ['one of two that do', 'shop', gunicorn, [50], false],
  ['one whose title tells nothing', 'mail', '[the mail]', [50], false],
  ['none, where another calls itself so', 'mail', nginx, [], true],
])('finds the process of a program that hides its environment: %s', (_, name, title, pids, sure) =>
  expect(found(name, title)).toEqual({ pids, sure }),
);

it('goes by the log of supervisord', () => {
  const log = "2026-11-22 10:00:00,000 INFO spawned: 'shop' with pid 50\n";
  expect(found('shop', gunicorn, '\0', log)).toEqual({ pids: [50], sure: true });
  expect(found('blog', gunicorn, '\0', log)).toEqual({ pids: [], sure: true });
  const several = log.replace('shop', 'web_00');
  expect(found('web', nginx, '\0', several)).toEqual({ pids: [50], sure: true });
});

it('leaves out who shows another name', () =>
  expect(found('web', nginx, 'SUPERVISOR_PROCESS_NAME=blog\0')).toEqual({ pids: [], sure: true }));
