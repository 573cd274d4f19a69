import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/why.js';
import { redact } from '../../src/facts/redact.js';
import { realSystem } from '../../src/system/real.js';
import { dataMutants, expectUnpolluted, mutants, repetitions } from '../support/mutate.js';

interface World {
  readonly record: { readonly looks: readonly { readonly target: { readonly input: string } }[] };
}

const worlds = new URL('../worlds/', import.meta.url);
const records = readdirSync(worlds).map(
  name => (JSON.parse(readFileSync(new URL(name, worlds), 'utf8')) as World).record,
);
const folder = mkdtempSync(join(tmpdir(), 'netcheck-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `netcheck why TARGET --facts FILE` comes to: a diagnosis, or one line that says what is wrong with the file. */
async function replay(text: string, input: string, options: { json?: boolean; verbose?: boolean } = {}) {
  const file = join(folder, 'record.json');
  writeFileSync(file, text);
  const said: string[] = [];
  const say = (each: string) => void said.push(each);
  const context = { system: realSystem, out: say, err: say, terminal: false, columns: 80, colour: false };
  try {
    const status = await run({ targets: [input], facts: file, ...options }, context);
    expect([0, 1, 3]).toContain(status);
    expect(said.join('')).not.toBe('');
  } catch (error) {
    const { name, message, stack } = error as Error;
    expect([name, name === 'UsageError' ? '' : stack]).toEqual(['UsageError', '']);
    expect(message).toMatch(/^[^\n]*$/);
    expect(said).toEqual([]);
  }
}

const inputOf = (text: string): string => /"input":\s*"([^"\\]{1,60})"/.exec(text)?.[1] ?? '8000';

describe('a damaged record', () => {
  it.each([{}, { json: true }, { verbose: true }])(
    'is diagnosed, or refused in one line (%o)',
    async options => {
      await fc.assert(
        fc.asyncProperty(dataMutants(records), async record => {
          const text = JSON.stringify(record);
          await replay(text, inputOf(text), options);
        }),
        { numRuns: 80 },
      );
      expectUnpolluted();
    },
  );

  it('as text too', async () => {
    const texts = records.map(record => JSON.stringify(record));
    await fc.assert(
      fc.asyncProperty(mutants(texts), text => replay(text, inputOf(text))),
      { numRuns: 60 },
    );
  });

  it('of any nesting', async () => {
    const [first] = records;
    for (const deep of [
      '['.repeat(100_000) + ']'.repeat(100_000),
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    ]) {
      await replay(deep, '8000');
      const text = JSON.stringify({ ...first, looks: [{ ...first!.looks[0], facts: { sockets: 'here' } }] });
      await replay(text.replace('"here"', `{"status":"known","value":${deep}}`), inputOf(text));
    }
  });
});

describe('what is saved', () => {
  it('keeps its shape whatever it holds', () => {
    fc.assert(
      fc.property(dataMutants(records), record => {
        const hidden = redact(record);
        expect(redact(hidden)).toEqual(hidden);
        expect(shapeOf(hidden)).toEqual(shapeOf(record));
      }),
      { numRuns: 40 },
    );
  });

  it('is hidden in no time however long its texts are', () => {
    const texts = [
      'password: x\nDATABASE_URL=postgres://a:b@c/d\nAuthorization: Bearer abcdefgh\n-----BEGIN PRIVATE KEY-----\neyJhbGciOi.eyJzdWIiOi.x\n',
    ];
    for (const text of [
      ...repetitions(texts),
      'A+'.repeat(100_000),
      'eyJ-'.repeat(50_000),
      '\t\n'.repeat(100_000),
    ])
      expect(typeof redact(text)).toBe('string');
  });
});

const shapeOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.length
    : typeof value === 'object' && value !== null
      ? Object.keys(value)
      : typeof value;
