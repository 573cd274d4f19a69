import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/client/wildcard-as-target.js';
import { diagnosed, errors } from '../../support/healthy.js';
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

  it.each(['lan', '10.0.0.9'])('is an error where %s asks for it', from => {
    const diagnosis = diagnosed('0.0.0.0:8000', {}, { from, family: null });
    expect(errors(diagnosis)).toEqual(['client/wildcard-as-target']);
    expect(diagnosis.verdict).toBe('unreachable');
  });

  it.each([
    ['http://127.0.0.1:8000/', '127.0.0.1'],
    ['8000', '0.0.0.0'],
  ])('is ruled out for %s', (typed, address) => expect(byProxy(rule, { typed, address })).toBe('ruled-out'));
});
