import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { valueIn } from '../../src/facts/fact.js';
import { readLaterStart } from '../../src/facts/later-start.js';
import { collectProcesses } from '../../src/facts/processes/collect.js';
import { readListenersOn } from '../../src/facts/sockets/read.js';
import { realSystem } from '../../src/system/real.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-later-'));
const started: ReturnType<typeof spawn>[] = [];
afterAll(() => {
  for (const each of started) each.kill();
  rmSync(folder, { recursive: true });
});

// It says which port it got: the first one from 31000 on that is free.
writeFileSync(
  join(folder, 'server.js'),
  `const server = require('node:http').createServer((request, response) => response.end('hello'));
let port = 31000;
server.on('error', () => server.listen(++port, '127.0.0.1'));
server.on('listening', () => console.log(port));
server.listen(port, '127.0.0.1');`,
);

function start(env: Record<string, string> = {}): Promise<readonly [pid: number, port: number]> {
  const options = { cwd: folder, env: { ...process.env, ...env } };
  const child = spawn('node', ['server.js'], options);
  started.push(child);
  return new Promise(resolve => child.stdout.once('data', said => resolve([child.pid!, Number(said)])));
}

it.runIf(process.platform === 'linux')(
  'finds the same command on one of the next ports, where nothing tells it from the first',
  async () => {
    const [pid, port] = await start();
    await wait(1100);
    const first = (valueIn(collectProcesses(realSystem, [pid])) ?? []).filter(each => each.pid === pid);
    const look = () => readLaterStart(realSystem, port, first, [], performance.now() + 1000);
    await start({ NODE_APP_INSTANCE: '1' });
    await start({ LISTEN_ADDRESS: 'localhost:31001' });
    await start({ NODE_ENV: 'staging' });
    expect(await look()).toBeUndefined();
    const [again] = await start();
    expect((await look())?.processes).toMatchObject([{ pid: again, startedAfter: pid }]);
    const portsBy = (system: typeof realSystem) =>
      (valueIn(readListenersOn(system, port + 1, port + 3)) ?? []).map(({ local }) => local.port).sort();
    expect(portsBy(realSystem)).toEqual([port + 1, port + 2, port + 3]);
    // As where the kernel gives no list of sockets but its files.
    expect(portsBy({ ...realSystem, netlink: () => undefined })).toEqual(portsBy(realSystem));
  },
);
