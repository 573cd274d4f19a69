import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { socketCalls } from '../../src/system/netlink/library.js';
import { run, runSync } from '../../src/system/run.js';
import { spawn } from '../../src/system/spawn.js';

const bounds = { timeout: 20_000, limit: 64 * 1024 * 1024 };

/** Runs a line of shell without Node's help. */
function shell(line: string, more: Partial<typeof bounds> = {}) {
  const running = spawn(['sh', '-c', line], { ...process.env, LC_ALL: 'C' }, { ...bounds, ...more });
  if (!running) throw new Error('cannot spawn');
  return running;
}

describe.skipIf(process.platform !== 'linux' || !socketCalls())('a program run by posix_spawn(3)', () => {
  it('gives its output, its errors and its status', async () => {
    expect(await shell('echo out; echo err >&2; exit 3')).toEqual({
      status: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await shell('kill -9 $$')).toEqual({ status: null, stdout: '', stderr: '' });
  });

  it('has the environment that it is given, this directory, and nothing to read', async () => {
    const printed = await shell('echo "$LC_ALL $UNSET_SO_FAR"; pwd; cat; readlink /proc/self/fd/0');
    expect(printed?.stdout).toBe(`C \n${process.cwd()}\n/dev/null\n`);
  });

  it('does not ignore the signals that Node ignores', async () => {
    const ignored = (await shell("sed -n 's/^SigIgn:\\s*//p' /proc/self/status"))!.stdout.trim();
    const own = (signal: number) => (BigInt(`0x${ignored}`) >> BigInt(signal - 1)) & 1n;
    expect([own(13), own(25)]).toEqual([0n, 0n]);
  });

  it('has nothing open but what Node’s own children have', async () => {
    const line = 'ls /proc/self/fd';
    expect((await shell(line))?.stdout).toBe(execFileSync('sh', ['-c', line], { encoding: 'utf8' }));
  });

  it('may print more than a pipe holds, and is cut off at the limit', async () => {
    expect((await shell('head -c 3000000 /dev/zero'))?.stdout).toHaveLength(3_000_000);
    const { stdout } = (await shell('head -c 3000000 /dev/zero', { limit: 1_000_000 }))!;
    expect(stdout.length).toBeLessThanOrEqual(1_000_000);
  });

  it('is ended when it takes too long, whatever it still prints', async () => {
    expect(await shell('sleep 60', { timeout: 100 })).toBeUndefined();
    expect(await shell('exec >/dev/null 2>&1; sleep 60', { timeout: 100 })).toBeUndefined();
    expect(await shell('yes', { timeout: 100 })).toBeUndefined();
  });

  it('is refused by name where it is not there', async () => {
    const missing = spawn(['no-such-program-anywhere'], process.env, bounds);
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(spawn(['/etc/passwd'], process.env, bounds)).rejects.toMatchObject({ code: 'EACCES' });
    expect(spawn(['echo', 'a\0b'], process.env, bounds)).toBeUndefined();
  });

  it('leaves no descriptor and no zombie behind, many at once', async () => {
    const before = readdirSync('/proc/self/fd').length;
    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => shell(`echo ${index}`)));
    expect(all.map(each => each?.stdout)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}\n`));
    await shell('sleep 60', { timeout: 50 });
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
    const children = (await shell(`ps -o stat= --ppid ${process.pid}`))!.stdout;
    expect(children).not.toContain('Z');
  });

  it('is found where PATH leaves out the folders of programs for root', async () => {
    const { PATH } = process.env;
    try {
      process.env.PATH = '/nowhere';
      expect(await run('ip', ['-V'])).toMatchObject({ status: 0 });
      expect(runSync('ip', ['-V'])).toMatchObject({ status: 0 });
      await expect(run('no-such-program-anywhere', [])).rejects.toMatchObject({ code: 'ENOENT' });
    } finally {
      process.env.PATH = PATH;
    }
  });

  it('is what run() does, and says when it took too long', async () => {
    expect(await run('sh', ['-c', 'echo $LC_ALL'])).toMatchObject({ status: 0, stdout: 'C\n' });
    await expect(run('sleep', ['60'], { timeout: 50 })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(await run('cat', [], { input: 'by Node' })).toMatchObject({ stdout: 'by Node' });
  });
});
