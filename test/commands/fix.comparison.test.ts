import { expect, it } from 'vitest';
import { hasNext, isGain, isWorse } from '../../src/commands/fix.comparison.js';
import type { Diagnosis, Verdict } from '../../src/diagnosis/types.js';
import type { Outcome } from '../../src/rules/rule.js';

const diagnosed = (verdict: Verdict, ...outcomes: readonly Outcome[]): Diagnosis =>
  ({
    verdict,
    listeners: [{ address: '127.0.0.1', port: 8000 }],
    reach: outcomes.map((outcome, index) => ({ from: 'self', address: `10.0.0.${index}`, outcome })),
  }) as unknown as Diagnosis;

const local = diagnosed('local-only', 'ok', 'refused', 'refused');

it.each([
  [
    'who gets through cannot all be seen, and somebody more does',
    diagnosed('inconclusive', 'ok', 'ok', 'unknown'),
    false,
  ],
  ['nobody more gets through', diagnosed('inconclusive', 'ok', 'refused', 'unknown'), true],
  ['somebody does no more', diagnosed('inconclusive', 'refused', 'ok', 'unknown'), true],
  ['nobody does any more', diagnosed('unreachable', 'refused', 'refused', 'refused'), true],
  ['everybody does', diagnosed('reachable', 'ok', 'ok', 'ok'), false],
])('compares what a fix has changed: %s', (_, after, worse) => {
  expect(isWorse(local, after)).toBe(worse);
  expect(isGain(local, after)).toBe(after.verdict === 'inconclusive' && !worse);
});

it('finds it worse where the server has not come back, though nobody got through before either', () => {
  const before = diagnosed('unreachable', 'refused');
  expect(isWorse(before, before)).toBe(false);
  expect(isWorse(before, { ...before, listeners: [] })).toBe(true);
  expect(isWorse({ ...before, listeners: [] }, { ...before, listeners: [] })).toBe(false);
});

it('goes on with another cause that has a fix to apply, and not with the same one or a mere warning', () => {
  const found = (code: string, severity = 'error', steps: unknown = []) =>
    ({ ...local, causes: [{ code, severity, fixes: [{ steps }] }] }) as unknown as Diagnosis;
  const before = found('firewall/drop');
  expect(hasNext(before, found('bind/loopback-only'))).toBe(true);
  expect(
    hasNext(before, {
      ...found('process/hung'),
      causes: [{ ...found('process/hung').causes[0]!, fixes: [] }],
    }),
  ).toBe(false);
  expect(hasNext(before, before)).toBe(false);
  expect(hasNext(before, found('bind/loopback-only', 'warning'))).toBe(false);
});
