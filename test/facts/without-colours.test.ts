import { expect, it } from 'vitest';
import { withoutColours } from '../../src/facts/without-colours.js';

it('leaves of a coloured line what is to be read', () => {
  expect(withoutColours('\x1b[0m\x1b[1m\x1b[31merror\x1b[0m: Uncaught (in promise)')).toBe(
    'error: Uncaught (in promise)',
  );
  expect(withoutColours('[38;5;245m is not ours')).toBe('[38;5;245m is not ours');
});
