import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Facts } from '../../../src/facts/facts.js';
import type { Interface } from '../../../src/facts/interfaces/types.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import type { Routing } from '../../../src/facts/routes/types.js';
import { rule as subnetOverlap } from '../../../src/rules/route/subnet-overlap.js';
import {
  eth0,
  farClient,
  fromFar,
  fromHere,
  fromLan,
  lookup,
  loopback,
  namespace,
  nic,
  probed,
  route,
  routes,
  toRemote,
  verdictOf,
  wayBack,
  world,
} from '../../support/ground.js';
import { lookedUp, says } from '../../support/names.js';

describe('route/subnet-overlap', () => {
  const bridge = nic('br-0123456789ab', ['10.123.0.1/24'], { kind: 'bridge', flags: ['UP', 'NO-CARRIER'] });
  const facts = (outcome: Probe['outcome'], more = [route('default', { gateway: '10.77.0.2' })]) =>
    world({
      interfaces: known([loopback, eth0, bridge], 'rtnetlink'),
      routes: routes({
        lookups: [lookup('10.123.0.5', { device: bridge.name })],
        routes: [route('10.123.0.0/24', { device: bridge.name }), ...more],
      }),
      probes: probed(outcome, 3100),
    });

  it('is found where an empty bridge covers what another route leads to', () => {
    expect(verdictOf(subnetOverlap, facts('host-unreachable'), toRemote)).toMatchObject({
      severity: 'error',
      fixes: [{ steps: [{ command: 'ip route add 10.123.0.5/32 via 10.77.0.2 dev eth0' }] }],
    });
  });

  it('is found where it covers the name server that was not heard, and not where that refuses', () => {
    const asked = (outcome: 'timeout' | 'refused') => {
      const names = lookedUp([], { servers: ['10.123.0.5'], answers: [says('10.123.0.5', outcome)] });
      const seen = { ...facts('timeout'), names: known(names, 'getaddrinfo') };
      return verdictOf(subnetOverlap, seen, fromHere({ address: '' }));
    };
    expect(asked('timeout')).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('So name server 10.123.0.5 cannot be asked'),
      explains: ['name/resolver-unreachable'],
    });
    expect(asked('refused')).toBe('ruled-out');
  });

  it('is ruled out where somebody answers there, or no other route leads to it', () => {
    expect(verdictOf(subnetOverlap, facts('refused'), toRemote)).toBe('ruled-out');
    expect(verdictOf(subnetOverlap, facts('host-unreachable', []), toRemote)).toBe('ruled-out');
  });

  it('is found behind a bridge of containers where the target answers by another interface', () => {
    const port = nic('veth1', [], { master: bridge.name });
    const seen = (detour?: Probe['detour']) => {
      const { value: [probe] = [] } = probed('host-unreachable', 3100) as { value?: readonly Probe[] };
      return world({
        ...facts('host-unreachable'),
        interfaces: known([loopback, eth0, { ...bridge, flags: ['UP', 'LOWER_UP'] }, port], 'rtnetlink'),
        probes: known([{ ...probe!, ...(detour && { detour }) }], 'connections made'),
      });
    };
    const by = (outcome: Probe['outcome']) => seen({ device: 'eth0', outcome });
    expect(verdictOf(subnetOverlap, seen(), toRemote)).toMatchObject({ severity: 'warning' });
    expect(verdictOf(subnetOverlap, by('timeout'), toRemote)).toBe('ruled-out');
    const wide = route('10.0.0.0/8', { device: 'tun0' });
    expect(
      verdictOf(subnetOverlap, { ...by('timeout'), routes: facts('timeout', [wide]).routes }, toRemote),
    ).toMatchObject({
      severity: 'warning',
    });
    for (const outcome of ['connected', 'refused'] as const)
      expect(verdictOf(subnetOverlap, by(outcome), toRemote)).toMatchObject({
        severity: 'error',
        evidence: expect.arrayContaining([expect.objectContaining({ says: 'By eth0, 10.123.0.5 answers' })]),
      });
  });

  it('is found where an alias of lo makes the whole network of the target this machine', () => {
    const lo = (prefix: string) =>
      nic('lo', ['127.0.0.1/8', `10.123.0.9/${prefix}`], { flags: ['LOOPBACK', 'UP', 'LOWER_UP'] });
    const taken = (prefix: string, outcome: Probe['outcome']) =>
      world({ interfaces: known([lo(prefix), eth0], 'rtnetlink'), probes: probed(outcome, 1) });
    const kept = { ...toRemote, local: true };
    expect(verdictOf(subnetOverlap, taken('24', 'refused'), kept)).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      fixes: [{ steps: [{ command: 'ip addr del 10.123.0.9/24 dev lo' }, {}] }],
    });
    expect(verdictOf(subnetOverlap, taken('24', 'connected'), kept)).toBe('ruled-out');
    expect(verdictOf(subnetOverlap, taken('32', 'refused'), kept)).toBe('ruled-out');
  });

  describe('for the replies to a client', () => {
    const docker0 = nic('docker0', ['10.99.0.1/24'], { kind: 'bridge' });
    const port = nic('veth1', [], { master: 'docker0' });
    const silent = { address: farClient, device: 'docker0', hardwareAddress: null, state: 'failed' };
    const seen = (ports: readonly Interface[], over: Partial<Routing> = {}, more: Partial<Facts> = {}) =>
      world({
        interfaces: known([loopback, eth0, docker0, ...ports], 'rtnetlink'),
        routes: routes({
          lookups: [lookup(farClient, { ...wayBack, device: 'docker0' })],
          routes: [route('10.99.0.0/24', { device: 'docker0' }), route('default', { gateway: '10.77.0.2' })],
          ...over,
        }),
        ...more,
      });

    it('is found where nobody can be on the bridge, or nobody answers there', () => {
      expect(verdictOf(subnetOverlap, seen([]), fromFar)).toMatchObject({
        severity: 'error',
        outcome: 'timeout',
        fixes: [{ steps: [{ command: 'ip route add 10.99.0.2/32 via 10.77.0.2 dev eth0' }] }],
      });
      expect(verdictOf(subnetOverlap, seen([port], { neighbours: [silent] }), fromFar)).toMatchObject({
        severity: 'error',
      });
    });

    it('is found for a machine of a network that the bridge takes a part of, containers or none', () => {
      const half = nic('docker0', ['10.77.0.126/25'], { kind: 'bridge' });
      const part = (bridge: Interface, input: string) =>
        verdictOf(
          subnetOverlap,
          world({
            interfaces: known([loopback, eth0, bridge, port], 'rtnetlink'),
            routes: routes({
              lookups: [lookup('10.77.0.2', { ...wayBack, device: 'docker0' })],
              routes: [route('10.77.0.0/25', { device: 'docker0' }), route('10.77.0.0/24')],
            }),
          }),
          fromLan({}, { input }),
        );
      expect(part(half, 'eth0')).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('while the client comes in by eth0'),
        fixes: [{ steps: [{ command: 'ip route add 10.77.0.2/32 dev eth0' }] }],
      });
      expect(part(half, 'docker0')).toBe('ruled-out');
      expect(part({ ...half, name: 'br0' }, 'eth0')).toBe('ruled-out');
    });

    it('is ruled out where the client may be on the bridge', () => {
      expect(verdictOf(subnetOverlap, seen([port]), fromFar)).toBe('ruled-out');
      const held = { namespaces: known([namespace({ addresses: [farClient] })], '/proc') };
      const asked = seen([port], { neighbours: [silent] }, held);
      expect(verdictOf(subnetOverlap, asked, fromFar)).toBe('ruled-out');
    });

    it('is ruled out where no other route leads to the client', () => {
      const only = { routes: [route('10.99.0.0/24', { device: 'docker0' })] };
      expect(verdictOf(subnetOverlap, seen([], only), fromFar)).toBe('ruled-out');
    });
  });
});
