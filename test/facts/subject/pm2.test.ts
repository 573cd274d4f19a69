import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { supervisedSubject } from '../../../src/facts/subject/supervised.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { realSystem } from '../../../src/system/real.js';
import { pm2Daemon } from '../units/pm2-daemon.js';

const pm2 = pm2Daemon();
const { home } = pm2;
const errorLog = join(home, 'shop-error.log');
const { pid } = process;
/** This process plays the daemon, whose title it has, and what that runs. */
const system = {
  ...realSystem,
  env: { PM2_HOME: home },
  read: (path: string, most?: number) =>
    path === `/proc/${pid}/cmdline` ? `PM2 v6.0.5: God Daemon (${home})` : realSystem.read(path, most),
};

beforeAll(() => {
  writeFileSync(join(home, 'pm2.pid'), String(pid));
});

it.each([
  ['its own port where it runs and does not have it', 'online', pid, '', 64_999],
  [
    'the port that it was denied',
    'online',
    pid,
    'Error: listen EADDRINUSE: address already in use :::64998',
    64_998,
  ],
  ['nobody where it does not run', 'stopped', 0, '', 64_999],
])('means %s by the name of an entry of PM2', async (_, status, own, log, port) => {
  writeFileSync(errorLog, log);
  const pm2_env = { status, args: ['--port', '64999'], pm_err_log_path: errorLog };
  pm2.told = { name: 'shop', pid: own, pm2_env };
  const subject = await supervisedSubject(system, parseTarget('shop'));
  expect(subject).toMatchObject({ port, otherPorts: [] });
  expect(subject?.pids.includes(pid)).toBe(own > 0);
});
