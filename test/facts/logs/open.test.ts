import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { withOpen } from '../../../src/facts/logs/open.js';
import { logsIn, readLogs } from '../../../src/facts/logs/read.js';
import { realSystem } from '../../../src/system/real.js';

it.skipIf(realSystem.platform !== 'linux')('tells which log a process of the folder writes to yet', () => {
  const directory = mkdtempSync(join(tmpdir(), 'netcheck-open-'));
  const [left, kept] = ['left.log', 'kept.log'].map(name => join(directory, name));
  for (const path of [left!, kept!]) appendFileSync(path, 'processing\n');
  const descriptor = openSync(kept!, 'a');
  const system = {
    ...realSystem,
    directory,
    link: (path: string) => (path === `/proc/${process.pid}/cwd` ? directory : realSystem.link(path)),
  };
  try {
    const logs = readLogs(system, logsIn(system, directory, 'caller-directory'));
    const open = (valueIn(withOpen(system, logs, [process.pid])) ?? []).filter(log => log.open);
    expect(open.map(({ path }) => path)).toEqual([kept]);
  } finally {
    closeSync(descriptor);
    rmSync(directory, { recursive: true });
  }
});
