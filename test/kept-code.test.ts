import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, type Printed, run } from './support/netcheck.js';

const { sumOf } = createRequire(import.meta.url)('../scripts/sum.cjs') as {
  sumOf(bytes: Uint8Array): number;
};

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

let bundle = '';
let intact: Buffer;
let printed: Printed;

beforeAll(async () => {
  cpSync(join(root, 'dist'), join(folder, 'dist'), {
    recursive: true,
    filter: path => !path.endsWith('.v8'),
  });
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  writeFileSync(record, JSON.stringify(world.record));
  printed = await run(node, ['-r', join(root, 'scripts/keep-code.cjs'), ...words]);
  bundle = join(folder, 'dist/why.cjs');
  intact = readFileSync(`${bundle}.v8`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command prints with this in the place of the code that was kept. */
async function printedWith(place: (path: string) => void): Promise<Printed> {
  rmSync(`${bundle}.v8`, { recursive: true, force: true });
  place(`${bundle}.v8`);
  return run(node, words);
}
const written = (bytes: Uint8Array) => printedWith(path => writeFileSync(path, bytes));

/** What is kept, and that with its sum behind it. */
const code = (): Buffer => intact.subarray(0, -4);
function sealed(bytes: Uint8Array): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeInt32LE(sumOf(bytes));
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
      const kept = require('fs').readFileSync(${JSON.stringify(`${bundle}.v8`)});
      const cachedData = kept.subarray(0, kept.readInt32LE(kept.length - 8));
      if (kept.toString('latin1', cachedData.length, kept.length - 8) !== text) throw new Error('another text');
      console.log(new (require('vm').Script)(text, { filename: ${JSON.stringify(bundle)}, cachedData }).cachedDataRejected);`;
    expect(await run(node, ['-e', check])).toMatchObject({ stdout: 'false\n' });
    expect(await written(intact)).toEqual(printed);
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
    ['is of another version of V8', () => sealed(code().map((byte, at) => (at === 4 ? byte ^ 1 : byte)))],
    ['is of another length of source', () => sealed(code().map((byte, at) => (at === 8 ? byte ^ 1 : byte)))],
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
    expect(await printedWith(path => symlinkSync(path, path))).toEqual(printed);
  });

  it("is kept by Node where it is missing: in the own cache, or with the bundles that are root's", async () => {
    const hook = join(folder, 'hook.cjs');
    writeFileSync(hook, "require('module').enableCompileCache = folder => process.stderr.write(folder);");
    rmSync(`${bundle}.v8`, { recursive: true, force: true });
    const { stderr } = await run(node, ['-r', hook, ...words], { XDG_CACHE_HOME: '/cache' });
    expect(stderr).toBe(process.getuid?.() === 0 ? join(folder, 'dist/kept') : '/cache/netcheck');
  });
});
