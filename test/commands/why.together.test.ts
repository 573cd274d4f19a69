import { describe, expect, it } from 'vitest';
import { meantTogether } from '../../src/commands/why.together.js';
import { parseTarget } from '../../src/net/parse-target.js';

const together = (...words: string[]) => meantTogether(words.map(word => parseTarget(word)));

describe('a host and its port as two words', () => {
  it.each([
    [['localhost', '8000'], 'localhost:8000'],
    [['10.0.0.5', ':80'], '10.0.0.5:80'],
    [['::1', '53/udp'], '[::1]:53/udp'],
  ])('%j means %s', (words, one) => {
    expect(together(...words)).toBe(one);
  });

  it.each([
    [['nginx', '80']],
    [['80', 'localhost']],
    [['localhost:1', '80']],
    [['localhost']],
    [['a.test', '1', '2']],
  ])('%j is what it says', words => {
    expect(together(...words)).toBeUndefined();
  });
});
