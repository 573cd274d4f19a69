import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/client/wildcard-as-target.js';
import { byProxy } from '../../support/proxied.js';

describe('client/wildcard-as-target', () => {
  it.each([
    ['http://0.0.0.0:8000/', '0.0.0.0'],
    ['[::]:8000', '::'],
  ])('is a warning on Linux for %s', (typed, address) =>
    expect(byProxy(rule, { typed, address })).toMatchObject({
      severity: 'warning',
      fixes: [{ text: expect.stringContaining('localhost:8000') }],
    }),
  );

  it.each([
    ['http://127.0.0.1:8000/', '127.0.0.1'],
    ['8000', '0.0.0.0'],
  ])('is ruled out for %s', (typed, address) => expect(byProxy(rule, { typed, address })).toBe('ruled-out'));
});
