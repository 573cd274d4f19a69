import { expect, it } from 'vitest';
import { counted, listed } from '../../src/net/english.js';

it.each([
  [1, 'process', '1 process'],
  [2, 'process', '2 processes'],
  [0, 'byte', '0 bytes'],
])('counts: %i %s', (number, word, expected) => expect(counted(number, word)).toBe(expected));

it.each([
  [[], ''],
  [['curl'], 'curl'],
  [[443, 80], '443 and 80'],
  [['curl', 'wget', 'Go'], 'curl, wget and Go'],
])('lists: %j', (words, expected) => expect(listed(words)).toBe(expected));
