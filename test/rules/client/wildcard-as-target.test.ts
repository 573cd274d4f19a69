import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/client/wildcard-as-target.js';
import { diagnosed, errors, listener, probe } from '../../support/healthy.js';
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
    ['http://0.0.0.0:8000/', '::1', 'bind/ipv6-only'],
    ['http://[::]:8000/', '127.0.0.1', 'bind/ipv4-only'],
    ['http://0.0.0.0:8000/', '10.0.0.1', 'bind/one-address'],
    // Somebody is there: what stops it is another thing.
    ['http://0.0.0.0:8000/', '127.0.0.1', undefined],
  ])('leads to loopback: %s, and the server on %s', (typed, bound, code) => {
    const address = parseTarget(typed).host!;
    const found = diagnosed(typed, {
      sockets: [listener(bound, 8000)],
      probes: [probe(address, 8000, code ? 'refused' : 'timeout')],
    });
    expect(errors(found)).toEqual(code ? [code] : []);
  });

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
