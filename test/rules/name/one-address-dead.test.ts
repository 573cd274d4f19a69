import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/name/one-address-dead.js';
import { attempt, lookedUp, ofName } from '../../support/names.js';

const names = lookedUp(['10.77.0.99', '10.77.0.2']);
const probes = [attempt('10.77.0.99', 'timeout'), attempt('10.77.0.2', 'connected')];

describe('name/one-address-dead', () => {
  it('is found on the dead one of two', () =>
    expect(ofName(rule, { names, probes })).toMatchObject({
      outcome: 'timeout',
      says: '10.77.0.99 does not answer',
    }));

  it('is found on a dead IPv4 address beside a good IPv6 one', () =>
    expect(
      ofName(rule, {
        names: lookedUp(['10.77.0.99', 'fd77::2']),
        probes: [probes[0]!, attempt('fd77::2', 'connected')],
      }),
    ).toMatchObject({ severity: 'error' }));

  it.each([
    ['the good one is asked about', { names, probes, address: '10.77.0.2' }],
    ['both are dead', { names, probes: [attempt('10.77.0.99', 'timeout'), attempt('10.77.0.2', 'refused')] }],
    [
      'it is IPv6 beside a good IPv4 one',
      {
        names: lookedUp(['fd77::99', '10.77.0.2']),
        probes: [attempt('fd77::99', 'timeout'), attempt('10.77.0.2', 'connected')],
      },
    ],
    ['there is but one', { names: lookedUp(['10.77.0.99']), probes }],
  ])('is ruled out where %s', (_, scene) => expect(ofName(rule, scene)).toBe('ruled-out'));
});
