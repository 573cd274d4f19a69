import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { withStopped } from '../../../src/facts/upstreams/stopped.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { upstreamFixes } from '../../../src/rules/http/upstream-fixes.js';
import { realSystem } from '../../../src/system/real.js';
import { probe } from '../../support/healthy.js';
import { upstreamState } from '../../support/upstreams.js';

const code =
  'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))';
const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
afterEach(() => {
  child.kill('SIGKILL');
});

it('finds that the application behind a proxy is stopped, and lets it go on', async () => {
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  const mute = upstreamState(
    { host: '127.0.0.1', port },
    { addresses: ['127.0.0.1'], probes: [probe('127.0.0.1', port, 'timeout')] },
  );
  const system = realSystem;
  expect(withStopped(system, mute)).toEqual(mute);
  process.kill(child.pid!, 'SIGSTOP');
  await expect.poll(() => withStopped(system, mute).stopped?.pids, { timeout: 10_000 }).toEqual([child.pid]);
  const fault = faultOf(withStopped(system, mute))!;
  expect(fault.says).toContain(`(pid ${child.pid}), which listens on 127.0.0.1:${port}, is stopped`);
  expect(upstreamFixes(fault, { files: [], master: undefined })[0]?.steps).toEqual([
    { do: 'run', command: `kill -CONT ${child.pid}` },
  ]);
  const answered = { ...mute, probes: [probe('127.0.0.1', port, 'refused')] };
  expect(withStopped(system, answered)).toEqual(answered);
}, 30_000);
