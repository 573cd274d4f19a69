import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { daemonsOf } from '../../../src/facts/units/pm2-daemons.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

it('finds a daemon by its name whose home is another than the usual ones', async () => {
  const home = `/tmp/netcheck-no-such-home-${process.pid}`;
  // A title takes no more room than the command line had.
  const room = 'x'.repeat(200);
  child = spawn(
    process.execPath,
    [
      '-e',
      `process.title = 'PM2 v7.0.4: God Daemon (${home})'; console.log(1); setInterval(() => {}, 1e6)`,
      room,
    ],
    { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  await once(child.stdout!, 'data');
  const system = { ...realSystem, env: { HOME: home } };
  const daemon = { home, pid: child.pid };
  expect(daemonsOf(system, [], 'everywhere')).toContainEqual(daemon);
  expect(daemonsOf(system, [], 'usual')).not.toContainEqual(daemon);
  expect(daemonsOf(system, [], 'nowhere')).toEqual([]);
});

it('finds pm2-runtime, which is a daemon by another name, and the home of one whose title is cut off', () => {
  const environ = (text: string): System => ({
    ...realSystem,
    read: path => (path === '/proc/7/environ' ? text : realSystem.read(path)),
  });
  const runtime = running(7, ['node', '/usr/bin/pm2-runtime', 'app.js']);
  const of = (text: string, process = runtime) => daemonsOf(environ(text), [process], 'nowhere');
  expect(of('HOME=/home/ana\0PM2_HOME=/srv/pm2\0')).toEqual([{ home: '/srv/pm2', pid: 7 }]);
  expect(of('HOME=/home/ana\0')).toEqual([{ home: '/home/ana/.pm2', pid: 7 }]);
  expect(of('HOME=/home/ana\0', running(7, ['node', '/usr/bin/pm2', 'logs']))).toEqual([]);
  const cut = (home: string) => running(7, [`PM2 v7.0.4: God Daemon (/srv/${home}`]);
  expect(of('PM2_HOME=/srv/shop/pm2\0', cut('shop/p'))).toEqual([{ home: '/srv/shop/pm2', pid: 7 }]);
  expect(of('PM2_HOME=/srv/else\0', cut('shop/pm2)'))).toEqual([{ home: '/srv/shop/pm2', pid: 7 }]);
});
