import { describe, expect, it } from 'vitest';
import { ascii, isAsciiOnly } from '../../src/render/ascii.js';

describe('ascii', () => {
  it('writes our signs by their like, and keeps the columns of marks', () => {
    expect(ascii('✗ bind · – ✓ here’s “it” …\n')).toBe("x bind . - + here's 'it' ...\n");
  });

  it('leaves colours and line ends', () => {
    expect(ascii('\u001b[31mx\u001b[39m\r\n\t')).toBe('\u001b[31mx\u001b[39m\r\n\t');
  });

  it('gives nothing but ASCII', () => {
    expect(ascii('日本語 é \u{1f600}')).toBe('??? ? ?');
  });
});

describe('isAsciiOnly', () => {
  it.each([
    [{}, false],
    [{ LANG: 'C.UTF-8' }, false],
    [{ LANG: 'de_DE.utf8' }, false],
    [{ LANG: 'C' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, true],
    [{ LANG: 'C', LC_ALL: 'C.UTF-8' }, false],
    [{ LANG: 'C', LC_ALL: '' }, true],
  ])('%j: %s', (env, expected) => {
    expect(isAsciiOnly(env)).toBe(expected);
  });
});
