import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answers } from '../../src/facts/answers.js';
import { known, valueIn } from '../../src/facts/fact.js';
import type { Ground } from '../../src/facts/ground.js';
import { logsFor } from '../../src/facts/unanswered.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { realSystem } from '../../src/system/real.js';
import { running } from '../support/healthy.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-unanswered-'));
const shop = join(folder, 'shop');
const log = join(shop, 'shop.log');
const others = join(folder, 'others.log');
const holder = createServer((_, response) => response.writeHead(404).end());
let port = 0;
let meant: ReturnType<typeof spawn> | undefined;

/** It could not have the port, says so, and lives on. */
const server = `require('node:http').createServer().on('error', error => console.error(error.message)).listen(+process.argv[1]);
setInterval(() => {}, 1000);`;

beforeAll(async () => {
  await new Promise<void>(resolve => void holder.listen(0, resolve));
  port = (holder.address() as AddressInfo).port;
  mkdirSync(shop);
  writeFileSync(others, 'Error: of another program\n');
  const file = openSync(log, 'w');
  // Its shell stands in a folder of many programs.
  const line = `cd shop && (exec "$0" -e "$1" ${port}) & wait`;
  meant = spawn('sh', ['-c', line, process.execPath, server], {
    cwd: folder,
    stdio: ['ignore', file, file],
    detached: true,
  });
  await wait(700);
});
afterAll(() => {
  if (meant?.pid) process.kill(-meant.pid);
  holder.close();
  rmSync(folder, { recursive: true });
});

const pathsFor = (word: string, probes: Answers['probes']) => {
  const ports = { served: true, pids: [process.pid], logs: known([], 'log files') };
  const ground = { ports, target: parseTarget(word), port, known: { processes: [] } } as unknown as Ground;
  const logs = logsFor(realSystem, ground, { probes } as Answers, known([], '/proc'));
  return (valueIn(logs) ?? []).map(({ path }) => path);
};

it.runIf(process.platform === 'linux')(
  'reads what a program says that was to serve the port and has it not, where another one has no such page',
  () => {
    const answered = [{ conversations: [{ reason: 'asked', http: { status: 200 } }] }];
    const paths = pathsFor(`http://127.0.0.1:${port}/new`, []);
    expect(paths).toContain(log);
    expect(paths).not.toContain(others);
    expect(pathsFor(`http://127.0.0.1:${port}/new`, answered as unknown as Answers['probes'])).toEqual([]);
    expect(pathsFor(String(port), [])).toEqual([]);
  },
);

it("tells a server's own log from what lies beside it where the caller stands", () => {
  const server = running(process.pid, ['caddy', 'run'], { directory: folder, output: log });
  const ports = { served: true, pids: [process.pid], logs: known([], 'log files') };
  const ground = { ports, target: parseTarget('8000'), port: 8000, known: { processes: [server] } };
  const probes = [{ conversations: [{ http: { status: 502 } }] }];
  const logs = logsFor(
    { ...realSystem, directory: folder },
    ground as unknown as Ground,
    { probes } as unknown as Answers,
    known([], '/proc'),
  );
  expect(valueIn(logs)).toMatchObject([
    { path: log, because: 'process-output' },
    { path: others, because: 'caller-directory' },
  ]);
});
