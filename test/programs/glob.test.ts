import { expect, it } from 'vitest';
import { glob } from '../../src/programs/glob.js';

it.each([
  ['*.conf', 'a.conf', true],
  ['*.conf', 'a.conf.bak', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b', 'xxaxxbxx', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[]]x', ']x', true],
  ['[z-a]x', 'bx', false],
  ['[abc', '[abc', true],
  ['a.b', 'axb', false],
  ['', '', true],
  ['/etc/*/x', '/etc/a/x', true],
  ['/etc/*', '/etc/a/x', false],
  ['/etc/*', '/etc/', true],
])('the pattern %s fits %s: %s', (pattern, path, fits) => expect(glob(pattern)(path)).toBe(fits));

it('takes no time for many stars', () => {
  expect(glob(`${'*a'.repeat(60)}*b`)('a'.repeat(255))).toBe(false);
});
