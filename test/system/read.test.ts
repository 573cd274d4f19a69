import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { realSystem } from '../../src/system/real.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform !== 'linux')('a file that is read', () => {
  it('is a plain one: a pipe or a terminal is neither waited for nor emptied', () => {
    const pipe = join(folder, 'pipe.log');
    execFileSync('mkfifo', [pipe]);
    symlinkSync(pipe, join(folder, 'link.log'));
    // The writer waits for a reader of its own; nothing is to be taken from it.
    const writer = spawn('sh', ['-c', `echo line >"${pipe}"`]);
    for (const name of ['pipe.log', 'link.log'])
      expect(() => realSystem.read(join(folder, name))).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    expect(() => realSystem.read('/dev/ptmx')).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    expect(execFileSync('cat', [pipe], { encoding: 'utf8', timeout: 20_000 })).toBe('line\n');
    writer.kill();
  });

  it('may be the kernel’s, of any directory, or the one that is always empty', () => {
    writeFileSync(join(folder, 'file'), 'text');
    expect(realSystem.read(join(folder, 'file'))).toBe('text');
    expect(realSystem.read(`/proc/self/root${folder}/file`)).toBe('text');
    expect(realSystem.read('/proc/self/stat')).not.toBe('');
    expect(realSystem.read('/dev/null')).toBe('');
  });
});
