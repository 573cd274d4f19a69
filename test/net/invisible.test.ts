import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonDocument } from '../../src/net/invisible.js';

const odd = '\u0000\u001b[31m\r\u007f\u009b2J\u200b\u202e\u2066\ufeff\ud800';

describe('a JSON document', () => {
  it('drives no terminal, and says the same', () => {
    const text = jsonDocument({ [odd]: [odd, 'é ✓\n'] });
    expect(text).toMatch(/^[\n\x20-\x7e\u00a0-\u2009\u2010-\u2027\u2030-\u205f\u2070-\ud7ff]*\n$/);
    expect(JSON.parse(text)).toEqual({ [odd]: [odd, 'é ✓\n'] });
  });

  it('is any value as JSON.stringify gives it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(JSON.parse(jsonDocument(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
