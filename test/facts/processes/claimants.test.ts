import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimantsOf } from '../../../src/facts/processes/claimants.js';
import { realSystem } from '../../../src/system/real.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-claims-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const each of started) each.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** A Node that runs this with its output in a log of its own, once it has said something there. */
async function writing(name: string, source: string) {
  const path = join(folder, name);
  const script = join(folder, `${name}.cjs`);
  writeFileSync(script, source);
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', openSync(path, 'a'), 'ignore', 'ipc'],
  });
  started.push(child);
  await once(child, 'message');
  const log = { path, modifiedAt: Date.now(), because: 'caller-directory' as const, pid: null };
  return { pid: child.pid!, log: { ...log, lines: readFileSync(path, 'utf8').split('\n') } };
}
const say = 'console.log("Listening on http://localhost:8000"); process.send("");';

describe.skipIf(realSystem.platform !== 'linux')('who says that they listen (/proc)', () => {
  it('are found where they hold no listening socket', async () => {
    const { pid, log } = await writing(
      'idle.log',
      `${say} setInterval(() => {}, 1000);\nfunction serve(app) { app.listen(8000) }`,
    );
    expect(claimantsOf(realSystem, [log], 8000, [])).toEqual([pid]);
    expect(claimantsOf(realSystem, [log], 8001, [])).toEqual([]);
    expect(claimantsOf(realSystem, [log], 8000, [pid])).toEqual([]);
  });

  it('are none who listen, on whatever port', async () => {
    const { log } = await writing(
      'proxy.log',
      `require('http').createServer().listen(0, '127.0.0.1', () => { ${say} })`,
    );
    expect(claimantsOf(realSystem, [log], 8000, [])).toEqual([]);
  });

  it('are none who only tell where another runs', async () => {
    const { log } = await writing('client.log', `${say} setInterval(() => {}, 1000)`);
    expect(claimantsOf(realSystem, [log], 8000, [])).toEqual([]);
  });

  it('are none who only pass on what another says', async () => {
    const { log } = await writing('server.log', `${say} setInterval(() => {}, 1000)`);
    const path = join(folder, 'all.log');
    const tail = spawn('tail', ['-f', log.path], { stdio: ['ignore', openSync(path, 'a'), 'ignore'] });
    started.push(tail);
    await once(tail, 'spawn');
    expect(claimantsOf(realSystem, [{ ...log, path }], 8000, [])).toEqual([]);
  });
});
