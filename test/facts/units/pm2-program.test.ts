import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { readPm2 } from '../../../src/facts/units/pm2.js';
import { realSystem } from '../../../src/system/real.js';
import { running } from '../../support/healthy.js';
import { pm2Daemon } from './pm2-daemon.js';

const pm2 = pm2Daemon();
const { home } = pm2;
const bin = join(home, 'node_modules/.bin');

beforeAll(() => {
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'pm2'), '#!/bin/sh\n');
  chmodSync(join(bin, 'pm2'), 0o755);
});

it.each([
  ['where npx gave it a search path', { _: '/usr/bin/npx', PATH: `${bin}:/usr/bin` }, '/', join(bin, 'pm2')],
  ['by bash, which tells the file', { _: `${bin}/pm2`, PATH: '/usr/bin' }, '/', join(bin, 'pm2')],
  ['where the caller has it', { _: '/usr/bin/npx', PATH: `${bin}:/usr/bin` }, bin, 'pm2'],
  ['where nobody tells', { _: '/usr/bin/npx', PATH: '/nowhere' }, '/', 'pm2'],
])('the program of PM2 is found %s', async (_, env, path, program) => {
  pm2.told = { name: 'shop', pid: 50, pm2_env: { status: 'online', env } };
  const daemon = running(7, [`PM2 v7.0.4: God Daemon (${home})`]);
  const system = { ...realSystem, env: { PATH: path } };
  expect(valueIn(await readPm2(system, [daemon], 'nowhere'))?.[0]?.program).toBe(program);
});

it.each([
  ['somebody restarted it', 0, 0, true],
  ['somebody restarted what had just begun', 1, 105, true],
  ['it has ended by itself since', 2, 105, false],
  ['it has ended after a while', 0, 4000, false],
])('a life is its first where %s', async (_, unstable_restarts, after, firstLife) => {
  const of = {
    status: 'online',
    restart_time: 3,
    unstable_restarts,
    created_at: 1e12,
    pm_uptime: 1e12 + after,
  };
  pm2.told = { name: 'shop', pid: 50, pm2_env: of };
  const daemon = running(7, [`PM2 v7.0.4: God Daemon (${home})`]);
  expect(valueIn(await readPm2(realSystem, [daemon], 'nowhere'))?.[0]?.firstLife).toBe(firstLife);
});

it('tells of what was saved where no daemon runs, and only who looks everywhere', async () => {
  const own = mkdtempSync(join(tmpdir(), 'netcheck-pm2-'));
  const system = { ...realSystem, uid: 1000, env: { PM2_HOME: own } };
  const read = async (search: 'usual' | 'everywhere') =>
    (valueIn(await readPm2(system, [], search)) ?? []).filter(each => each.home === own);
  for (const garbage of ['', '{}', '[null, 7]']) {
    writeFileSync(join(own, 'dump.pm2'), garbage);
    expect(await read('everywhere')).toEqual([]);
  }
  writeFileSync(join(own, 'dump.pm2'), JSON.stringify([{ name: 'shop', status: 'online', PORT: '3000' }]));
  expect(await read('everywhere')).toMatchObject([
    { name: 'shop', status: 'saved', ports: [3000], saved: true },
  ]);
  expect(await read('usual')).toEqual([]);
  rmSync(own, { recursive: true });
});
