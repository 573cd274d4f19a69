import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { gather } from '../../src/facts/gather.js';
import { readRecord, writeRecord } from '../../src/facts/record.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { rules } from '../../src/rules/index.js';
import { realSystem } from '../../src/system/real.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (text: string): string => {
  const path = join(folder, 'record.json');
  writeFileSync(path, text);
  return path;
};
const read = (text: string) => readRecord(realSystem, written(text));

describe('a record', () => {
  it('gives the identical diagnosis again', async () => {
    const seen = await gather(realSystem, {
      target: parseTarget('1'),
      asking: { from: 'any', family: null },
      timeout: 8000,
    });
    const first = diagnose(seen.target, seen.questions, seen.facts, rules);
    const again = read(writeRecord([seen], '1.0.0')).looks[0]!;
    expect(diagnose(again.target, again.questions, again.facts, rules)).toEqual(first);
  }, 20_000);

  it.each([
    ['no JSON', 'hello', /is no JSON/],
    ['an empty file', '', /is no JSON/],
    ['another document', '{}', /has no schema/],
    ['nothing', 'null', /has no schema/],
    ['a record of a later version', '{"schema":"netcheck.record/9"}', /netcheck\.record\/9/],
    ['a truncated one', '{"schema":"netcheck.record/1","looks":[{}]}', /damaged/],
    ['one of no look', '{"schema":"netcheck.record/1","looks":[]}', /damaged/],
    ['one without looks', '{"schema":"netcheck.record/1"}', /damaged/],
  ])('is refused in one line where it is %s', (_, text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
    );
    expect(() => read(text)).toThrow(/^[^\n]*$/);
  });

  it('is refused where it cannot be read', () => {
    expect(() => readRecord(realSystem, join(folder, 'none'))).toThrow(/there is no such file/);
    expect(() => readRecord(realSystem, folder)).toThrow(/directory|EISDIR/);
  });

  it('of whatever JSON is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        try {
          read(JSON.stringify({ schema: 'netcheck.record/1', looks: value }));
        } catch (error) {
          expect((error as Error).name).toBe('UsageError');
        }
      }),
      { numRuns: 200 },
    );
  });
});
