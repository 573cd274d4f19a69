import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import type { Neighbour, Route } from '../../../src/facts/routes/types.js';
import { rule as gatewayUnreachable } from '../../../src/rules/route/gateway-unreachable.js';
import {
  farClient,
  fromFar,
  fromHere,
  lookup,
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

describe('route/gateway-unreachable', () => {
  const dead: Neighbour = { address: '10.77.0.9', device: 'eth0', hardwareAddress: null, state: 'failed' };
  const out = { lookups: [lookup('10.123.0.5', { gateway: '10.77.0.9' })] };

  it('is found by the neighbour entry, or by the time that the error took', () => {
    const seen = world({ routes: routes({ ...out, neighbours: [dead] }) });
    expect(verdictOf(gatewayUnreachable, seen, toRemote)).toMatchObject({ outcome: 'unreachable' });
    const waited = world({ routes: routes(out), probes: probed('host-unreachable', 3080) });
    expect(verdictOf(gatewayUnreachable, waited, toRemote)).toMatchObject({ outcome: 'unreachable' });
  });

  it('says what carries the overlay behind which it is', () => {
    const facts = world({
      interfaces: known([nic('eth0', ['10.77.0.1/24'], { kind: 'vxlan' })], 'rtnetlink'),
      routes: routes({ ...out, neighbours: [dead] }),
    });
    expect(verdictOf(gatewayUnreachable, facts, toRemote)).toMatchObject({
      fixes: [{ text: expect.stringContaining('eth0 is an overlay') }],
    });
  });

  it('is ruled out by an answer, and by an error that came at once', () => {
    const refusal = world({ routes: routes({ ...out, neighbours: [dead] }), probes: probed('refused', 2) });
    expect(verdictOf(gatewayUnreachable, refusal, toRemote)).toBe('ruled-out');
    const rejected = world({ routes: routes(out), probes: probed('host-unreachable', 1) });
    expect(verdictOf(gatewayUnreachable, rejected, toRemote)).toBe('ruled-out');
  });

  it('is found where all name servers are behind it, and none was heard', () => {
    const seen = { routes: routes({ ...out, neighbours: [dead] }) };
    const asked = (...servers: string[]) => {
      const names = lookedUp([], { servers, answers: servers.map(each => says(each, 'timeout')) });
      const facts = world({ ...seen, names: known(names, 'getaddrinfo') });
      return verdictOf(gatewayUnreachable, facts, fromHere({ address: '' }));
    };
    expect(asked('10.123.0.5')).toMatchObject({
      summary: expect.stringContaining('So name server 10.123.0.5 cannot be asked'),
      explains: ['name/resolver-unreachable'],
    });
    expect(asked('10.123.0.5', '10.77.0.2')).toBe('ruled-out');
  });

  it('is found for the way back too', () => {
    const facts = world({
      routes: routes({
        lookups: [lookup(farClient, { ...wayBack, gateway: '10.77.0.9' })],
        neighbours: [dead],
      }),
    });
    expect(verdictOf(gatewayUnreachable, facts, fromFar)).toMatchObject({ outcome: 'timeout' });
  });

  it('takes the next best gateway of which nothing bad is known', () => {
    const asked = (neighbours: readonly Neighbour[], table = 254) =>
      verdictOf(
        gatewayUnreachable,
        world({
          routes: routes({
            lookups: [lookup('10.123.0.5', { gateway: '10.77.0.9', table })],
            neighbours,
            routes: [
              route('default', { gateway: '10.77.0.9', metric: 50 }),
              route('default', { gateway: 'fd77::2', metric: 100 }),
            ],
          }),
        }),
        toRemote,
      );
    expect(asked([dead])).toMatchObject({
      fixes: [
        {
          steps: [{ command: 'ip route replace 10.123.0.5/32 via inet6 fd77::2 dev eth0' }],
          text: expect.stringContaining('ip route del default via 10.77.0.9 dev eth0'),
        },
        {},
      ],
    });
    expect(asked([dead, { ...dead, address: 'fd77::2' }])).toMatchObject({
      fixes: [{ text: expect.stringContaining('Check') }],
    });
    expect(asked([dead], 52)).toMatchObject({ fixes: [{ text: expect.stringContaining('Check') }] });
  });

  it('asks straight on the cable for whom another route says to be there', () => {
    const asked = (device: string, neighbours: readonly Neighbour[] = [dead]) => {
      const ways = [route('10.123.0.5/32', { gateway: '10.77.0.9' }), route('10.123.0.0/24', { device })];
      const cards = ['eth0', 'docker0'].map(name => nic(name, [], { hardwareAddress: '02:00:00:00:00:01' }));
      const interfaces = known([...cards, nic('wg0', [], { type: 'none', kind: 'wireguard' })], 'rtnetlink');
      const facts = world({ interfaces, routes: routes({ ...out, neighbours, routes: ways }) });
      return verdictOf(gatewayUnreachable, facts, toRemote);
    };
    const left = { fixes: [{ title: expect.stringContaining('Bring') }] };
    expect(asked('eth0')).toMatchObject({
      fixes: [{ steps: [{ command: 'ip route replace 10.123.0.5/32 dev eth0' }] }, {}],
    });
    expect(asked('eth0', [dead, { ...dead, address: '10.123.0.5' }])).toMatchObject(left);
    expect(asked('wg0')).toMatchObject(left);
    expect(asked('docker0')).toMatchObject(left);
  });

  it('sends replies by another gateway only where their client came from', () => {
    const asked = (device: string) => {
      const back = lookup(farClient, { ...wayBack, gateway: '10.77.0.9' });
      const ways = [
        route('default', { gateway: '10.77.0.9' }),
        route('default', { gateway: '10.67.0.2', device }),
      ];
      const facts = world({ routes: routes({ lookups: [back], neighbours: [dead], routes: ways }) });
      return verdictOf(gatewayUnreachable, facts, fromFar);
    };
    expect(asked('eth0')).toMatchObject({ fixes: [{ title: expect.stringContaining('other gateway') }, {}] });
    expect(asked('eth1')).toMatchObject({ fixes: [{ title: expect.stringContaining('Bring') }] });
  });

  it('lets a table that a rule leads to know who is on the cable itself', () => {
    const asked = (table: number, near: Route) => {
      const back = lookup(farClient, { ...wayBack, gateway: '10.77.0.9', table });
      return verdictOf(
        gatewayUnreachable,
        world({ routes: routes({ lookups: [back], neighbours: [dead], routes: [near] }) }),
        fromFar,
      );
    };
    const here = { steps: [{ command: 'ip route replace 10.99.0.0/24 dev eth0 table 20' }] };
    expect(asked(20, route('10.99.0.0/24'))).toMatchObject({ fixes: [here, {}] });
    expect(asked(254, route('10.99.0.0/24'))).toMatchObject({ fixes: [{}] });
    expect(asked(20, route('10.99.0.0/24', { gateway: '10.77.0.2' }))).toMatchObject({ fixes: [{}] });
    expect(asked(20, route('10.99.0.0/24', { device: 'eth1' }))).toMatchObject({ fixes: [{}] });
  });

  it('names the table that the route is in', () => {
    const back = lookup(farClient, { ...wayBack, gateway: '10.77.0.9', table: 20 });
    const facts = world({ routes: routes({ lookups: [back], neighbours: [dead] }) });
    expect(verdictOf(gatewayUnreachable, facts, fromFar)).toMatchObject({
      fixes: [{ text: expect.stringContaining('via ROUTER dev eth0 table 20') }],
    });
  });

  describe('of several that share the connections', () => {
    const good = { ...dead, address: '10.77.0.2', hardwareAddress: '02:00:00:00:00:02', state: 'reachable' };
    const legs = ['10.77.0.2', '10.77.0.9'].map(gateway =>
      route('10.123.0.0/24', { gateway, shared: true, metric: 7 }),
    );
    const asked = (
      gateway: string,
      probes: ReturnType<typeof probed>,
      neighbours: readonly Neighbour[] = [dead, good],
      ways: readonly Route[] = legs,
      protocol: 'tcp' | 'udp' = 'tcp',
    ) =>
      verdictOf(
        gatewayUnreachable,
        world({
          routes: routes({ lookups: [lookup('10.123.0.5', { gateway })], neighbours, routes: ways }),
          probes,
        }),
        { ...toRemote, protocol },
      );
    const repeated = (connected: number) => {
      const repeats = { tried: 7, connected, slow: 0, refused: 0 };
      const probe = valueIn(probed('connected', 2))![0]!;
      return known([{ ...probe, repeats }], 'connect()');
    };

    it('warns of one that is dead, whichever the kernel names, and takes it out of the route', () => {
      for (const gateway of ['10.77.0.2', '10.77.0.9'])
        expect(asked(gateway, probed('connected', 2))).toMatchObject({
          severity: 'warning',
          outcome: 'ok',
          fixes: [{ steps: [{ command: 'ip route replace 10.123.0.0/24 metric 7 via 10.77.0.2 dev eth0' }] }],
        });
    });

    it('is an error where connections fail of it', () => {
      expect(asked('10.77.0.2', repeated(4))).toMatchObject({
        severity: 'error',
        byLuck: true,
        outcome: 'ok',
      });
      expect(asked('10.77.0.2', repeated(7))).toMatchObject({ severity: 'warning' });
      expect(asked('10.77.0.2', probed('timeout', 3000))).toMatchObject({ outcome: 'unreachable' });
    });

    it('is no error where somebody beyond it answered, or where UDP is silent as it may be', () => {
      const offender = { address: '10.200.0.1', type: 3, code: 13 };
      const beyond = { ...valueIn(probed('host-unreachable', 20))![0]!, offender };
      const silent = { ...valueIn(probed('connected', 2))![0]!, protocol: 'udp' as const };
      for (const probes of [probed('reset', 2), known([beyond], 'connect()')])
        expect(asked('10.77.0.2', probes)).toMatchObject({ severity: 'warning', outcome: 'ok' });
      expect(asked('10.77.0.2', known([silent], 'it'), undefined, undefined, 'udp')).toMatchObject({
        severity: 'warning',
      });
    });

    it('says nothing where all answer, or the ways are of routes of their own', () => {
      expect(asked('10.77.0.2', probed('connected', 2), [good])).toBe('ruled-out');
      const apart = legs.map(({ shared: _, ...leg }) => leg);
      expect(asked('10.77.0.2', probed('connected', 2), [dead, good], apart)).toBe('ruled-out');
    });
  });
});
