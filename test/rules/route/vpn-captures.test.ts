import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as vpnCaptures } from '../../../src/rules/route/vpn-captures.js';
import {
  eth0,
  fromHere,
  lookup,
  loopback,
  nic,
  probed,
  routes,
  verdictOf,
  world,
} from '../../support/ground.js';

const tun0 = nic('tun0', ['10.8.0.2/24'], { kind: 'tun', index: 9 });

describe('route/vpn-captures', () => {
  const target = fromHere({ address: '10.77.0.2', local: false });
  const captured = {
    interfaces: known([loopback, eth0, tun0], 'rtnetlink'),
    routes: routes({ lookups: [lookup('10.77.0.2', { device: 'tun0' })] }),
  };

  it('is found where a local network covers the target that did not answer', () => {
    const facts = world({ ...captured, probes: probed('timeout', 3000, '10.77.0.2') });
    expect(verdictOf(vpnCaptures, facts, target)).toMatchObject({ severity: 'error' });
  });

  it('is ruled out where the target answered', () => {
    const facts = world({ ...captured, probes: probed('connected', 3, '10.77.0.2') });
    expect(verdictOf(vpnCaptures, facts, target)).toBe('ruled-out');
  });
});
