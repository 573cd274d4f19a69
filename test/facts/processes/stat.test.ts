import { expect, it } from 'vitest';
import { parseStat } from '../../../src/facts/processes/stat.js';

const stat = (name: string) => `4242 (${name}) S 1 4242 4242 0 -1 4194560 ${'0 '.repeat(40)}`;

it('reads a name that holds parentheses', () => {
  expect(parseStat(stat('a) S (b'))).toMatchObject({ name: 'a) S (b', state: 'S', parent: 1 });
});

it.each(['MainThread', 'node-MainThread'])("takes %s, Node's name for its first thread, for node", name => {
  expect(parseStat(stat(name))?.name).toBe('node');
});

it.each([
  [4194560, false], // PF_RANDOMIZE | PF_SUPERPRIV
  [4194624, true], // PF_RANDOMIZE | PF_FORKNOEXEC
])('tells by the flags %d whether it was forked and has run nothing since: %s', (flags, forked) => {
  expect(parseStat(`42 (python3) S 1 42 42 0 -1 ${flags} ${'0 '.repeat(40)}`)).toMatchObject({ forked });
});
