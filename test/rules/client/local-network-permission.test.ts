import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/client/local-network-permission.js';
import { fromHere, routing, verdictOf, world } from '../../support/ground.js';
import { attempt } from '../../support/names.js';

const asked = (
  over: {
    release?: string;
    platform?: string;
    ms?: number;
    address?: string;
    neighbour?: boolean;
    local?: boolean;
  } = {},
) => {
  const address = over.address ?? '10.77.0.9';
  const neighbour = { address, device: 'en0', hardwareAddress: '02:00:00:00:00:01', state: 'reachable' };
  const facts = world({
    machine: known(
      { platform: over.platform ?? 'darwin', release: over.release ?? '24.1.0' } as never,
      'uname',
    ),
    probes: known(
      [attempt(address, 'host-unreachable', { errno: 'EHOSTUNREACH', ms: over.ms ?? 1 })],
      'connect()',
    ),
    routes: known(routing({ neighbours: over.neighbour ? [neighbour] : [] }), 'route'),
  });
  return verdictOf(rule, facts, fromHere({ address, local: over.local ?? false }));
};

describe('client/local-network-permission', () => {
  it('is certain where the neighbour is known, and likely where it is not', () => {
    expect(asked({ neighbour: true })).toMatchObject({ severity: 'error' });
    expect(asked()).toMatchObject({ severity: 'warning' });
  });

  it.each([
    ['it is Linux', { platform: 'linux', release: '6.1.0' }],
    ['macOS is older', { release: '23.6.0' }],
    ['the neighbour was waited for', { ms: 3000 }],
    ['the address is on another network', { address: '10.78.0.9' }],
    ['the address is its own', { address: '10.77.0.1', local: true }],
  ])('is ruled out where %s', (_, over) => expect(asked(over)).toBe('ruled-out'));
});
