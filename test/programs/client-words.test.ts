import { expect, it } from 'vitest';
import { anyMeansClient, meansClient } from '../../src/programs/access/client-words.js';

it.each([
  ['10.77.0.2', true],
  ['10.77.0.3', false],
  ['10.77.', true],
  ['10.78.', false],
  ['10.77.0.0/16', true],
  ['10.77.0.0/255.255.0.0', true],
  ['10.78.0.0/255.255.0.0', false],
  ['[fd00::]/8', false],
  ['::1', false],
  ['10.77.0.0/', false],
  ['shop.example', undefined],
  ['', undefined],
])('%j means 10.77.0.2: %s', (word, expected) => {
  expect(meansClient(word, '10.77.0.2')).toBe(expected);
});

it('knows brackets around an IPv6 network', () => {
  expect(meansClient('[fd00::]/8', 'fd00::2')).toBe(true);
  expect(meansClient('10.77.', 'fd00::2')).toBe(false);
});

it('is open where a word is not understood and none fits', () => {
  expect(anyMeansClient(['shop.example', '10.77.'], '10.77.0.2')).toBe(true);
  expect(anyMeansClient(['shop.example', '10.78.'], '10.77.0.2')).toBeUndefined();
  expect(anyMeansClient([], '10.77.0.2')).toBe(false);
});
