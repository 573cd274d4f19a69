import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, type Printed, run } from './support/netcheck.js';

// The built netcheck in a folder of its own, where what V8 made of its bundles may be damaged.
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'netcheck-kept-'));
const record = join(folder, 'record.json');
const world = JSON.parse(
  readFileSync(new URL('worlds/bind.loopback-only.json', import.meta.url), 'utf8'),
) as {
  record: { looks: { target: { input: string } }[] };
};
const words = [
  join(folder, 'bin/netcheck.js'),
  'why',
  world.record.looks[0]!.target.input,
  '--facts',
  record,
  '--json',
];

const bundle = join(folder, 'dist/why.cjs');
const beside = join(folder, 'dist/kept');
let kept = '';
let intact: Buffer;
let printed: Printed;

const keptIn = (place: string) => (existsSync(place) ? readdirSync(place).sort() : []);

beforeAll(async () => {
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true, filter: path => !/kept$/.test(path) });
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  writeFileSync(record, JSON.stringify(world.record));
  printed = await run(node, words);
  kept = join(beside, keptIn(beside).find(name => name.startsWith('why.cjs-')) ?? 'none');
  intact = readFileSync(kept);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command prints with this in the place of the code that was kept. */
async function printedWith(place: (path: string) => void): Promise<Printed> {
  rmSync(kept, { recursive: true, force: true });
  place(kept);
  return run(node, words);
}
const written = (bytes: Uint8Array) => printedWith(path => writeFileSync(path, bytes));

/** What is kept with another byte there, and with its sum behind it: its length, and a word of each kilobyte. */
function changed(at: number): Buffer {
  const code = Buffer.from(intact.subarray(0, -4));
  code[at]! ^= 1;
  return code;
}
function sealed(bytes: Buffer): Buffer {
  let value = bytes.length;
  for (let at = 0; at + 4 <= bytes.length; at += 1024)
    value = (Math.imul(value, 31) + bytes.readInt32LE(at)) | 0;
  const sum = Buffer.alloc(4);
  sum.writeInt32LE(value);
  return Buffer.concat([bytes, sum]);
}

describe('the code that was kept', () => {
  it('is what V8 takes', async () => {
    expect(printed).toMatchObject({
      status: 1,
      stderr: '',
      stdout: expect.stringContaining('bind/loopback-only'),
    });
    const check = `const text = require('module').wrap(require('fs').readFileSync(${JSON.stringify(bundle)}, 'latin1'));
      const kept = require('fs').readFileSync(${JSON.stringify(kept)});
      const cachedData = kept.subarray(0, kept.readInt32LE(kept.length - 8));
      if (kept.toString('latin1', cachedData.length, kept.length - 8) !== text) throw new Error('another text');
      console.log(new (require('vm').Script)(text, { filename: ${JSON.stringify(bundle)}, cachedData }).cachedDataRejected);`;
    expect(await run(node, ['-e', check])).toMatchObject({ stdout: 'false\n' });
    expect(await written(intact)).toEqual(printed);
  });

  it('has the parts in it that a bundle shares with others', async () => {
    const ports = [words[0]!, 'ports', '--json'];
    expect(await run(node, ports)).toMatchObject({ status: 0, stdout: expect.stringContaining('[') });
    const name = keptIn(beside).find(file => file.startsWith('ports.cjs-')) ?? 'none';
    const text = readFileSync(join(beside, name), 'latin1');
    const parts = [...new Set(text.match(/part-\w+\.cjs/g))];
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) expect(text).toContain(readFileSync(join(folder, 'dist', part), 'latin1'));
    rmSync(join(folder, 'dist', parts[0]!));
    expect(await run(node, ports)).toMatchObject({ status: 0 });
  });

  it.each([
    ['is empty', () => Buffer.alloc(0)],
    ['is one byte', () => Buffer.alloc(1)],
    ['is cut off', () => intact.subarray(0, intact.length - 1)],
    ['is half', () => intact.subarray(0, intact.length / 2)],
    ['is twice as long', () => Buffer.concat([intact, intact])],
    [
      'has zeros where it was not written to the disk',
      () => Buffer.concat([intact.subarray(0, 300_000), Buffer.alloc(intact.length - 300_000)]),
    ],
    ['is all zeros', () => Buffer.alloc(intact.length)],
    ['is text', () => Buffer.from('no code\n'.repeat(1000))],
    ['is of another version of V8', () => sealed(changed(4))],
    ['is of another length of source', () => sealed(changed(8))],
  ])('makes no difference where it %s', async (_, bytes) => expect(await written(bytes())).toEqual(printed));

  it('makes no difference where any block of it was not written to the disk', async () => {
    const block = 4096;
    const blocks = Math.floor(intact.length / block);
    for (let part = 0; part < 12; part++) {
      const damaged = Buffer.from(intact);
      const at = block * Math.floor(((part + 0.37) / 12) * blocks);
      damaged.fill(0, at, at + block);
      expect([at, await written(damaged)]).toEqual([at, printed]);
    }
  });

  it('makes no difference where it cannot be read', async () => {
    expect(await printedWith(() => {})).toEqual(printed);
    expect(await printedWith(path => mkdirSync(path))).toEqual(printed);
    expect(keptIn(beside).filter(name => /x64\.\d+$/.test(name))).toEqual([]);
    expect(await printedWith(path => symlinkSync(path, path))).toEqual(printed);
  });

  it('is kept again where it had come to harm', async () => {
    await written(intact.subarray(0, 1000));
    await run(node, words);
    expect(readFileSync(kept).length).toBeGreaterThan(intact.length * 0.9);
  });

  it('takes the place of what an older build kept, and leaves that of other versions of Node', async () => {
    const names = keptIn(beside);
    const [older, other] = ['why.cjs-0123456789ab-v20.0.0-x64', kept.replace(/-v[^/]*$/, '-v0.1.2-x64')];
    writeFileSync(join(beside, older!), 'older');
    writeFileSync(other!, 'other');
    expect(await printedWith(() => {})).toEqual(printed);
    expect(keptIn(beside)).toEqual([...names, other!.slice(beside.length + 1)].sort());
    rmSync(other!);
  });
});

// Only root can give the bundles to somebody else, and play that one.
describe.runIf(process.getuid?.() === 0)("where the bundles are another user's", () => {
  const nobody = 65534;
  const home = join(folder, 'home');
  const play = (uid: number) => {
    const cache = { HOME: home, XDG_CACHE_HOME: '' };
    return run('setpriv', [`--reuid=${uid}`, '--regid=65534', '--clear-groups', node, ...words], cache);
  };

  beforeAll(() => {
    rmSync(beside, { recursive: true, force: true });
    mkdirSync(home);
    chownSync(home, nobody, nobody);
    chmodSync(folder, 0o755);
  });

  it('is kept in the own cache', async () => {
    expect(await play(nobody)).toEqual(printed);
    const names = keptIn(join(home, '.cache/netcheck'));
    expect(names).toEqual(
      [/^cli\.cjs-/, /^main\.cjs-/, /^why\.cjs-/].map(name => expect.stringMatching(name)),
    );
    expect(keptIn(beside)).toEqual([]);
    expect(await play(nobody)).toEqual(printed);
  });

  it('is not run where a third one left it there', async () => {
    const cache = join(home, '.cache/netcheck');
    const path = join(cache, keptIn(cache).find(name => name.startsWith('why.cjs-')) ?? 'none');
    const text = Buffer.from("(() => { throw new Error('of another'); })");
    const length = Buffer.alloc(4);
    length.writeInt32LE(8);
    writeFileSync(path, sealed(Buffer.concat([Buffer.alloc(8), text, Buffer.alloc(2, ' '), length])));
    expect((await play(nobody)).stderr).toContain('of another');
    chownSync(path, 0, 0);
    expect(await play(nobody)).toEqual(printed);
  });

  it('is not kept where there is nowhere to', async () => {
    rmSync(home, { recursive: true });
    expect(await play(nobody)).toEqual(printed);
    expect(keptIn(beside)).toEqual([]);
  });

  it('is neither kept nor read by root', async () => {
    mkdirSync(join(home, '.cache/netcheck'), { recursive: true });
    chownSync(join(folder, 'dist'), nobody, nobody);
    expect(await play(0)).toEqual(printed);
    expect([keptIn(beside), keptIn(join(home, '.cache/netcheck'))]).toEqual([[], []]);
  });
});
