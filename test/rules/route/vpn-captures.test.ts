import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { rule as vpnCaptures } from '../../../src/rules/route/vpn-captures.js';
import {
  eth0,
  fromHere,
  lookup,
  loopback,
  nic,
  probed,
  route,
  routes,
  verdictOf,
  world,
} from '../../support/ground.js';
import { lookedUp, says } from '../../support/names.js';

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

  it('is found where it takes what is asked of all name servers, and none was heard', () => {
    const asked = (...servers: string[]) => {
      const names = lookedUp([], { servers, answers: servers.map(each => says(each, 'timeout')) });
      const facts = world({ ...captured, names: known(names, 'getaddrinfo') });
      return verdictOf(vpnCaptures, facts, fromHere({ address: '' }));
    };
    expect(asked('10.77.0.2')).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('So name server 10.77.0.2 cannot be asked'),
      fixes: [{ steps: [{ command: 'ip route replace 10.77.0.2/32 dev eth0' }] }],
    });
    expect(asked('10.77.0.2', '10.123.0.5')).toBe('ruled-out');
  });

  it("sends what is asked of the tunnel's own name server nowhere else", () => {
    const ways = [
      route('10.123.0.0/24', { device: 'tun0' }),
      route('default', { gateway: '10.77.0.254', device: 'eth0' }),
    ];
    const answers = [says('10.123.0.5', 'timeout')];
    const facts = world({
      interfaces: known([loopback, eth0, { ...tun0, unheard: true }], 'rtnetlink'),
      routes: routes({ routes: ways, lookups: [lookup('10.123.0.5', { device: 'tun0' })] }),
      names: known(lookedUp([], { servers: ['10.123.0.5'], answers }), 'getaddrinfo'),
    });
    const found = verdictOf(vpnCaptures, facts, fromHere({ address: '' }));
    expect(found).toMatchObject({ severity: 'error', summary: expect.not.stringContaining('without it') });
    expect(found).not.toHaveProperty('fixes.0.steps');
  });

  it('is found where nothing has come out of the tunnel, and another way leads there', () => {
    const far = fromHere({ address: '10.123.0.5', local: false });
    const half = route('0.0.0.0/1', { device: 'tun0' });
    const gateway = route('default', { gateway: '10.77.0.254', device: 'eth0' });
    const facts = (more: object, ways = [half, gateway]) =>
      world({
        interfaces: known([loopback, eth0, { ...tun0, ...more }], 'rtnetlink'),
        routes: routes({ routes: ways, lookups: [lookup('10.123.0.5', { device: 'tun0' })] }),
        probes: probed('timeout', 3000, '10.123.0.5'),
      });
    expect(verdictOf(vpnCaptures, facts({ unheard: true }), far)).toMatchObject({
      severity: 'error',
      summary:
        'Packets to 10.123.0.5 go into the tunnel tun0, from which nothing has ever come; without it they would go via 10.77.0.254 by eth0.',
      fixes: [{ steps: [{ command: 'ip route replace 10.123.0.5/32 via 10.77.0.254 dev eth0' }] }],
    });
    const tried = (outcome: Probe['outcome'], more: object = {}, ways = [half, gateway]) => {
      const { value: [probe] = [] } = probed('timeout', 3000, '10.123.0.5') as { value?: readonly Probe[] };
      const detour = { device: 'eth0', outcome };
      return world({ ...facts(more, ways), probes: known([{ ...probe!, detour }], 'connect()') });
    };
    expect(verdictOf(vpnCaptures, tried('connected'), far)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('via 10.77.0.254 by eth0, where it answers'),
      evidence: [{}, { says: 'By eth0, 10.123.0.5 answers' }],
      fixes: [{ steps: [{ command: 'ip route replace 10.123.0.5/32 via 10.77.0.254 dev eth0' }] }],
    });
    expect(verdictOf(vpnCaptures, tried('timeout'), far)).toMatchObject({ severity: 'warning' });
    // A router on the way may refuse what it does not carry.
    expect(verdictOf(vpnCaptures, tried('refused'), far)).toMatchObject({ severity: 'warning' });
    const office = route('10.123.0.0/16', { gateway: '10.77.0.254', device: 'eth0' });
    expect(verdictOf(vpnCaptures, tried('refused', {}, [half, office]), far)).toMatchObject({
      severity: 'error',
    });
    expect(verdictOf(vpnCaptures, tried('timeout', { unheard: true }), far)).toMatchObject({
      severity: 'error',
      summary: 'Packets to 10.123.0.5 go into the tunnel tun0, from which nothing has ever come.',
      fixes: [{ title: expect.stringContaining('out of the tunnel') }],
    });
    for (const [more, ways] of [
      [{}, [half, gateway]],
      [{ unheard: true }, [half]],
    ] as const)
      expect(verdictOf(vpnCaptures, facts(more, [...ways]), far)).toMatchObject({ severity: 'warning' });
  });
});
