import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootTime } from '../../../src/facts/processes/boot-time.js';
import { readProcess } from '../../../src/facts/processes/read.js';
import type { Process } from '../../../src/facts/processes/types.js';
import { realSystem } from '../../../src/system/real.js';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netcheck-origin-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const script =
  'import os, sys, time\nif len(sys.argv) > 1: os.chdir(sys.argv[1])\nprint("up", flush=True)\ntime.sleep(60)\n';

/** What is read of a program that a shell has started, once it has said that it is up. */
async function started(line: string, since: (folder: string) => void = () => {}): Promise<Process> {
  const child = spawn('sh', ['-c', `exec ${line}`], {
    cwd: folder,
    env: { PATH: process.env.PATH, PWD: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await new Promise(resolve => child.stdout!.once('data', resolve));
  since(folder);
  const found = readProcess(realSystem, child.pid!, bootTime(realSystem) ?? 0);
  if (!found) throw new Error('the process is gone');
  return found;
}

describe('where a process was started, and with what', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'public'));
    writeFileSync(join(folder, 'app.py'), script);
  });

  it('is its executable, where no shell would find a program of its name', async () => {
    expect((await started("bash -c 'exec -a shopd tail -f app.py'")).alias).toBe(true);
    expect((await started('tail -f app.py')).alias).toBeUndefined();
  });

  it('is where its script is, though it has gone elsewhere', async () => {
    const found = await started('python3 app.py public');
    expect(found).toMatchObject({ directory: `${folder}/public`, startDirectory: folder });
    expect(found.gone).toBeUndefined();
  });

  it('is told by what an option names, where the program is found by its path', async () => {
    const line = `python3 ${folder}/app.py / --chdir public`;
    expect(await started(line)).toMatchObject({ directory: '/', startDirectory: folder });
  });

  it('says nothing of one that stays, by whatever words it was started', async () => {
    for (const line of [
      'python3 app.py',
      `python3 ${folder}/app.py ${folder}`,
      `python3 ${folder}/app.py / run`,
    ]) {
      const found = await started(line);
      expect([line, found.startDirectory, found.gone, found.changed]).toEqual([
        line,
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  it.each([
    ['its directory', 'python3 app.py', (at: string) => rmSync(at, { recursive: true })],
    ['its script', 'python3 app.py', (at: string) => rmSync(join(at, 'app.py'))],
  ])('tells that %s is gone', async (what, line, since) => {
    expect((await started(line, since)).gone).toMatch(new RegExp(`^${what} ${folder}.* is gone$`));
  });

  it('tells that its program came by its standard input, but not of a file', async () => {
    const found = await started('python3 - <app.py');
    expect(found).toMatchObject({ inputFile: `${folder}/app.py` });
    expect(found.gone).toBeUndefined();
    expect((await started('python3 - <app.py', at => rmSync(join(at, 'app.py')))).gone).toBe(
      'its program came by its standard input',
    );
  });

  it('tells that its script was written after the start', async () => {
    const later = (at: string) => utimesSync(join(at, 'app.py'), new Date(), new Date(Date.now() + 60_000));
    expect((await started('python3 app.py', later)).changed).toBe(`${folder}/app.py`);
  });

  it('knows a program that is gone, and one whose place another has taken', async () => {
    const copied = `sh -c 'cp "$(readlink -f "$(command -v sleep)")" nap; echo up; exec ./nap 60'`;
    await started(copied);
    const pid = children.at(-1)!.pid!;
    const read = () => readProcess(realSystem, pid, bootTime(realSystem) ?? 0);
    for (let turn = 0; turn < 100 && read()?.name !== 'nap'; turn++)
      await new Promise(resolve => setTimeout(resolve, 50));
    expect(read()?.gone).toBeUndefined();
    rmSync(join(folder, 'nap'));
    expect(read()?.gone).toBe(`its program ${folder}/nap is gone`);
    writeFileSync(join(folder, 'nap'), 'another');
    expect(read()?.gone).toBeUndefined();
  });
});
