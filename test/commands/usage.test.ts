import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { netcheck, node, program, run } from '../support/netcheck.js';

describe('what cannot be done costs one line and status 2', () => {
  it.each([
    [['help', 'nonsense'], "unknown command 'nonsense' (netcheck --help lists commands and options)"],
    [['ports', '-5'], "unknown option '-5' (netcheck ports --help lists its options)"],
    [['ports', '--nope'], "unknown option '--nope' (netcheck ports --help lists its options)"],
    [['serve', '/no/such'], 'cannot serve /no/such: there is no such file or directory'],
    [['-v'], "unknown option '-v' (Did you mean netcheck --version?)"],
    [['version'], "unknown command 'version' (Did you mean netcheck --version?)"],
    [['8000'], "unknown command '8000' (Did you mean netcheck why 8000?)"],
    [
      ['why'],
      "missing required argument 'targets' (a target is 8000, localhost:8000, https://example.com/, pid:4242 or nginx)",
    ],
    [
      ['explain', 'bind/loopback'],
      'there is no cause "bind/loopback" (perhaps bind/loopback-only, name/hostname-maps-to-loopback, namespace/container-loopback)',
    ],
    [['explain', 'bind/loopbck-only'], 'there is no cause "bind/loopbck-only" (perhaps bind/loopback-only)'],
    [['explain', 'nonsense'], 'there is no cause "nonsense" (netcheck explain lists them all)'],
    [['why', '-8000'], "unknown option '-8000' (Did you mean netcheck why 8000?)"],
    [
      ['why', '8000', '--from', ''],
      "--from '' is no client (self, lan, any, or an address such as 10.0.0.7)",
    ],
    [['why', '8000', '--timeout', ''], "--timeout '' is not a number of seconds (more than 0, at most 600)"],
    [['why', '8000', '--origin', ''], "--origin '' is no origin (such as https://app.example.com)"],
  ])('%j', async (words, line) => {
    expect(await netcheck(words)).toEqual({ status: 2, stdout: '', stderr: `netcheck: ${line}\n` });
  });

  it
    .skipIf(process.platform !== 'linux')
    .each(['--version', '--help', 'ifaces', 'help why', 'why 1 --json', 'explain bind/loopback-only'])(
    '%s on a full disk',
    async words => {
      const command = `exec "${node}" "${program}" ${words} >/dev/full`;
      const stderr = 'netcheck: standard output cannot be written: ENOSPC\n';
      expect(await run('bash', ['-c', command])).toEqual({ status: 2, stdout: '', stderr });
    },
    30_000,
  );
});

const folder = mkdtempSync(join(tmpdir(), 'netcheck-usage-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inBash = (script: string) => run('bash', ['-c', script, node, program], { FOLDER: folder });

describe('a refusal does not drive the terminal with what it quotes', () => {
  const odd = 'x\u001b[31m\n\u009b2J\u202e';
  const record = join(folder, 'hostile.json');
  const look = { target: { input: odd }, questions: [], facts: {} };
  writeFileSync(record, JSON.stringify({ schema: 'netcheck.record/1', netcheck: '1', looks: [look] }));
  const other = join(folder, 'other.json');
  writeFileSync(other, JSON.stringify({ schema: odd }));

  it.each([
    ['why', '8000', '--facts', record],
    ['why', '8000', '--facts', other],
    ['why', '8000', '--facts', odd],
    ['why', '127.0.0.1:1', '--save', `/nonexistent/${odd}`],
    ['why', '8000', '--from', odd],
    ['why', '8000', '--timeout', odd],
    ['why', '8000', '--origin', odd],
    ['why', `--${odd}`],
    [odd],
    ['explain', odd],
    ['ifaces', odd],
    ['bg', odd],
    ['fix', '8000', '--fix', odd],
    ['serve', odd],
    ['serve', '--host', odd],
    ['serve', '--fault', odd],
  ])(
    '%j',
    async (...words) => {
      const { status, stderr } = await netcheck(words);
      expect(stderr).toMatch(/^netcheck: [^\n]+\n$/);
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(status).toBe(2);
    },
    30_000,
  );
});

describe.skipIf(process.platform !== 'linux')('a directory that was removed', () => {
  it.each([
    ['why 127.0.0.1:1', 1],
    ['ifaces', 0],
    ['explain', 0],
    ['why 127.0.0.1:1 --save here', 2],
  ])(
    'does not keep %s from its work',
    async (words, status) => {
      const script = `mkdir "$FOLDER/gone" && cd "$FOLDER/gone" && rmdir "$FOLDER/gone" && "$0" "$1" ${words}`;
      const printed = await inBash(script);
      expect(printed.stderr).not.toMatch(/internal error| {2}at /);
      expect(printed.status).toBe(status);
    },
    30_000,
  );
});

describe.skipIf(process.platform !== 'linux')('the exit status', () => {
  it.each([
    ['why 127.0.0.1:1', '| true', 1],
    ['why 127.0.0.1:1 --json', '| true', 1],
    ['nonsense', '2>&1 | true', 2],
    ['nonsense', '2>/dev/full', 2],
    ['why 127.0.0.1:1', '2>/dev/full', 1],
  ])(
    'of %s %s stays %i',
    async (words, redirected, status) => {
      const script = `{ sleep 0.2; "$0" "$1" ${words}; } ${redirected}; exit "\${PIPESTATUS[0]}"`;
      expect((await inBash(script)).status).toBe(status);
    },
    30_000,
  );
});

/** A record that goes where no plain file is. */
describe.skipIf(process.platform !== 'linux')('--save', () => {
  const save = (path: string) => netcheck(['why', '127.0.0.1:1', '--save', path]);
  const shown = (path: string) => execFileSync('stat', ['-c', '%F', path], { encoding: 'utf8' }).trim();

  it('leaves a link, a pipe and what it leads to in their places', async () => {
    execFileSync('bash', ['-c', `cd ${folder} && ln -s real link && ln -s /dev/null device && mkfifo pipe`]);
    expect((await save(join(folder, 'link'))).status).toBe(1);
    expect((await save(join(folder, 'device'))).status).toBe(1);
    const nobody = await save(join(folder, 'pipe'));
    expect(nobody.stderr).toBe(`netcheck: cannot write ${folder}/pipe: there is nobody at its other end\n`);
    expect(nobody.status).toBe(2);
    expect(['link', 'device', 'pipe', 'real'].map(name => shown(join(folder, name)))).toEqual([
      'symbolic link',
      'symbolic link',
      'fifo',
      'regular file',
    ]);
    expect(shown('/dev/null')).toBe('character special file');
  }, 60_000);

  it('goes to another program, and comes from one', async () => {
    const script = `"$0" "$1" why 127.0.0.1:1 --json --save >(cat >"$FOLDER/copy") >"$FOLDER/first"; sleep 0.5
      "$0" "$1" why 127.0.0.1:1 --json --facts <(sleep 0.2; cat "$FOLDER/copy") | cmp - "$FOLDER/first"`;
    expect(await inBash(script)).toEqual({ status: 0, stdout: '', stderr: '' });
  }, 60_000);

  it('leaves nothing behind where it fails', async () => {
    execFileSync('mkdir', ['-p', join(folder, 'empty/taken')]);
    for (const path of ['empty/taken', 'empty/taken/', 'empty/none/x'])
      expect((await save(join(folder, path))).status).toBe(2);
    const left = ['empty', 'empty/taken'].flatMap(name => readdirSync(join(folder, name)));
    expect(left).toEqual(['taken']);
  }, 60_000);
});
