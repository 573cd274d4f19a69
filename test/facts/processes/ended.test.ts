import { expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { withEnded } from '../../../src/facts/processes/ended.js';
import { realSystem } from '../../../src/system/real.js';
import { probe, running } from '../../support/healthy.js';

const stats: Readonly<Record<string, string>> = {
  '/proc/42/stat': `42 (s.py) Z 1 42${' 0'.repeat(47)}`,
  '/proc/43/stat': `43 (a) Z) S 1 43${' 0'.repeat(47)}`,
};
const read = (path: string) => {
  const text = stats[path];
  if (text === undefined) throw new Error('ESRCH');
  return text;
};
const holders = [42, 43, 44].map(pid => running(pid, ['python3', 's.py']));
const [first] = probe('127.0.0.1', 8000).conversations;
const after = (...outcomes: readonly ('answered' | 'silent' | 'closed' | 'reset' | 'failed')[]) => [
  { ...probe('127.0.0.1', 8000), conversations: outcomes.map(outcome => ({ ...first!, outcome })) },
];
const ended = async (probes: ReturnType<typeof after>, owners = holders) =>
  valueIn(await withEnded({ ...realSystem, read }, known(holders, ''), owners, probes))
    ?.filter(each => each.ended)
    .map(({ pid }) => pid);

it('marks those who hung up on the first connection, and are gone since', async () => {
  expect(await ended(after('reset', 'failed'))).toEqual([42, 44]);
  expect(await ended(after('closed', 'closed', 'failed'))).toEqual([42, 44]);
});

it('looks after nobody who takes connections yet', async () => {
  for (const probes of [after('answered'), after('closed', 'closed'), after('answered', 'failed')])
    expect(await ended(probes)).toEqual([]);
});

it('marks the one whom another has followed by the next connection, and no worker of a server that lives', async () => {
  expect(await ended(after('closed', 'silent'), [holders[0]!])).toEqual([42]);
  expect(await ended(after('closed', 'silent'), [holders[0]!, holders[1]!])).toEqual([]);
});
