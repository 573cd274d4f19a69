import { expect, it } from 'vitest';
import { changedSince, changeSaid } from '../../src/rules/changed-since.js';

const started = Date.UTC(2026, 10, 20, 14, 5, 9, 100);
const changed = (after: number) => ({ path: '/srv/a.conf', text: '', modifiedAt: started + after });

it.each([
  [-500, false],
  [0, false],
  // A tick of the clock, by which both may be off.
  [8, false],
  [20, true],
  [60_000, true],
])('takes a file whose change came %i ms after a start for changed since: %s', (after, expected) => {
  expect(changedSince(changed(after), started)).toBe(expected);
});

it('tells the two apart where they share their second', () => {
  expect(changeSaid(changed(300), started, 'pid 42 started')).toBe(
    'changed 2026-11-20 14:05:09.40 UTC; pid 42 started 2026-11-20 14:05:09.10 UTC',
  );
  expect(changeSaid(changed(2000), started, 'pid 42 started')).toBe(
    'changed 2026-11-20 14:05:11 UTC; pid 42 started 2026-11-20 14:05:09 UTC',
  );
});
