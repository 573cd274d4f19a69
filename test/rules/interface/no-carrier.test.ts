import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as noCarrier } from '../../../src/rules/interface/no-carrier.js';
import { fromLan, loopback, nic, verdictOf, world } from '../../support/ground.js';

const OFF = { flags: ['BROADCAST', 'MULTICAST'], state: 'down' };

const BARE = { flags: ['BROADCAST', 'UP', 'NO-CARRIER'], state: 'down' };

const on = (...interfaces: ReturnType<typeof nic>[]) =>
  world({ interfaces: known([loopback, ...interfaces], 'rtnetlink') });

describe('interface/no-carrier', () => {
  it.each([
    ['eth0', null, 'no cable'],
    ['wlan0', null, 'wireless'],
    ['tun0', 'tun', 'no program'],
    ['br0', 'bridge', 'no port'],
    ['eth0', 'veth', 'other end of the pair'],
  ])('says what it means for %s of kind %s', (name, kind, words) => {
    const facts = on(nic(name, ['10.77.0.1/24'], { ...BARE, kind }));
    const found = verdictOf(noCarrier, facts, fromLan({}, { input: name }));
    expect(found).toMatchObject({ severity: 'error', summary: expect.stringContaining(words) });
  });

  it('is ruled out on a link, and where the interface is switched off', () => {
    expect(verdictOf(noCarrier, on(nic('eth0', ['10.77.0.1/24'])), fromLan())).toBe('ruled-out');
    expect(verdictOf(noCarrier, on(nic('eth0', ['10.77.0.1/24'], OFF)), fromLan())).toBe('ruled-out');
  });
});
