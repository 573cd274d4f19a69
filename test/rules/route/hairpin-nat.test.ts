import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { rule as hairpinNat } from '../../../src/rules/route/hairpin-nat.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import {
  eth0,
  fromClient,
  fromHere,
  fromLan,
  lookup,
  loopback,
  nic,
  probed,
  route,
  routes,
  verdictOf,
  world,
} from '../../support/ground.js';
import { codes, diagnosed, healthy, probe } from '../../support/healthy.js';
import { hostsLine, lookedUp, says } from '../../support/names.js';

describe('route/hairpin-nat', () => {
  const target = fromHere({ address: '203.0.113.9', local: false });
  const lookups = [lookup('203.0.113.9', { gateway: '10.77.0.254' })];

  it('is suspected, and no more, where the own port is asked for by a public address', () => {
    const facts = world({
      interfaces: known([loopback, eth0], 'rtnetlink'),
      routes: routes({ lookups }),
      probes: probed('timeout', 3000, '203.0.113.9'),
    });
    expect(verdictOf(hairpinNat, facts, target)).toMatchObject({ severity: 'warning' });
    const elsewhere = world({ ...facts, sockets: known([], 'sock_diag') });
    expect(verdictOf(hairpinNat, elsewhere, target)).toBe('ruled-out');
  });

  it('is found where the router itself has the address and refuses', () => {
    const asked = (over: Partial<Probe>) => {
      const { value: [probe] = [] } = probed('refused', 1, '203.0.113.9') as { value?: readonly Probe[] };
      return world({
        interfaces: known([loopback, eth0], 'rtnetlink'),
        routes: routes({ lookups }),
        probes: known([{ ...probe!, ...over }], 'connections made'),
      });
    };
    expect(verdictOf(hairpinNat, asked({}), target)).toMatchObject({ severity: 'warning' });
    expect(verdictOf(hairpinNat, asked({ atGateway: true }), target)).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      summary: expect.stringContaining("is the router's own address"),
    });
  });

  it('is proven where the packets came back as from this machine itself', () => {
    const facts = (martians: number, InReceives = martians) =>
      world({
        interfaces: known([loopback, eth0], 'rtnetlink'),
        routes: routes({ lookups }),
        probes: probed('timeout', 3000, '203.0.113.9'),
        limits: known(
          { counters: { before: {}, after: { in_martian_src: martians, InReceives } } } as never,
          '/proc',
        ),
      });
    expect(verdictOf(hairpinNat, facts(3), target)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('sends what this machine asks of 203.0.113.9:8000 back'),
    });
    expect(verdictOf(hairpinNat, facts(1), target)).toMatchObject({ severity: 'warning' });
    // The kernel counts them for all network namespaces: those of another one never came in here.
    expect(verdictOf(hairpinNat, facts(17, 1), target)).toMatchObject({ severity: 'warning' });
  });
});

it.each([
  ['DNS', { answers: [says('10.0.0.53', 'NOERROR', ['203.0.113.9'])] }],
  ['the hosts file', { from: 'hosts' as const, hosts: [hostsLine(2, '203.0.113.9 app.test')] }],
])('is the cause where the name leads there by %s: clients outside have no other address', (_, by) => {
  const { routes: known, limits, interfaces } = healthy(8000);
  const { before } = limits.counters;
  const scene = (in_martian_src: number) => ({
    names: lookedUp(['203.0.113.9'], by),
    probes: [probe('203.0.113.9', 8000, 'timeout')],
    routes: { ...known, lookups: [lookup('203.0.113.9', { gateway: '10.0.0.254' })] },
    limits: {
      ...limits,
      counters: {
        before,
        after: { ...before, in_martian_src, InReceives: before.InReceives + in_martian_src },
      },
    },
    interfaces,
  });
  const first = (martians: number) => codes(diagnosed('http://app.test:8000/', scene(martians)))[0];
  expect(first(3)).toBe('error route/hairpin-nat');
  expect(first(0)).toMatch(/error name\//);
});

describe('route/hairpin-nat by a rule of this machine', () => {
  const nat = (more = '') =>
    rulesOf(
      iptables(
        [],
        {},
        `*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 10.77.0.3:9000\n${more}COMMIT`,
      ),
    );
  const facts = (more?: string, kind: string | null = null) =>
    behind(nat(more), {
      interfaces: known([loopback, nic('eth0', ['10.77.0.1/24'], { kind })], 'rtnetlink'),
      routes: routes({ routes: [route('10.77.0.0/24')] }),
    });

  it('is found where the connection goes back into the network of its client', () => {
    expect(verdictOf(hairpinNat, facts(), fromLan())).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [
        {
          steps: [
            {},
            {},
            {
              command:
                'nft add rule ip hairpin postrouting ip saddr 10.77.0.0/24 ip daddr 10.77.0.3 tcp dport 9000 masquerade',
            },
          ],
        },
      ],
    });
    expect(verdictOf(hairpinNat, facts('', 'bridge'), fromLan())).toMatchObject({ severity: 'warning' });
    const bridged = (asksIp: boolean, name: string) => {
      const limits = known({ bridgeFilter: { 4: asksIp, 6: asksIp }, ipForward: true } as never, '/proc');
      const nics = [loopback, nic(name, ['10.77.0.1/24'], { kind: 'bridge' })];
      const on = { ...facts(), limits, interfaces: known(nics, 'rtnetlink') };
      const way = { ...on, routes: routes({ routes: [route('10.77.0.0/24', { device: name })] }) };
      return verdictOf(hairpinNat, way, fromLan({}, { input: name }));
    };
    expect(bridged(false, 'docker0')).toMatchObject({ severity: 'error' });
    expect(bridged(true, 'docker0')).toBe('ruled-out');
    expect(bridged(true, 'br0')).toMatchObject({ severity: 'warning' });
    const gone = { address: '10.77.0.3', device: 'eth0', hardwareAddress: null, state: 'failed' };
    const dead = { ...facts(), routes: routes({ neighbours: [gone] }) };
    expect(verdictOf(hairpinNat, dead, fromLan())).toMatchObject({ severity: 'warning' });
  });

  it('is found for a network of which the server alone was heard', () => {
    const asked = (device: string, kind: string | null) => {
      const interfaces = known([loopback, nic(device, ['10.77.0.1/24'], { kind })], 'rtnetlink');
      const on = { ...facts(), interfaces, routes: routes({ routes: [route('10.77.0.0/24', { device })] }) };
      return verdictOf(hairpinNat, on, fromLan({}, { source: '10.77.0.3', input: device }));
    };
    expect(asked('eth0', null)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('10.77.0.3 answers machines on 10.77.0.0/24 directly'),
    });
    // A container at the other end of a cable of this machine.
    expect(asked('box0', 'veth')).toBe('ruled-out');
  });

  it('is none between the peers of a VPN, whose packets all come through here', () => {
    const interfaces = known([loopback, nic('wg0', ['10.77.0.1/24'], { kind: 'wireguard' })], 'rtnetlink');
    const way = routes({ routes: [route('10.77.0.0/24', { device: 'wg0' })] });
    const asked = fromLan({}, { input: 'wg0' });
    expect(verdictOf(hairpinNat, { ...facts(), interfaces, routes: way }, asked)).toBe('ruled-out');
  });

  it('is found where the server asks for itself, and is sent back as it came', () => {
    const limits = known({ bridgeFilter: { 4: true, 6: true }, ipForward: true } as never, '/proc');
    const on = (hairpin: boolean | undefined, more = '') => {
      const bridge = nic('docker0', ['10.77.0.1/24'], { kind: 'bridge' });
      const port = nic('veth1', [], { master: 'docker0', ...(hairpin !== undefined && { hairpin }) });
      return {
        ...facts(more),
        limits,
        interfaces: known([loopback, bridge, port], 'rtnetlink'),
        routes: routes({ routes: [route('10.77.0.0/24', { device: 'docker0' })] }),
      };
    };
    const itself = fromClient('10.77.0.3', { address: '10.77.0.1' }, 'docker0');
    const masked = '-A POSTROUTING -o docker0 -j MASQUERADE\n';
    const let1 = { command: 'bridge link set dev veth1 hairpin on' };
    expect(verdictOf(hairpinNat, on(false), itself)).toMatchObject({
      says: '10.77.0.3 is sent back to itself',
      fixes: [
        {
          steps: [
            {},
            {},
            { command: expect.stringContaining('saddr 10.77.0.3/32 ip daddr 10.77.0.3') },
            let1,
          ],
        },
      ],
    });
    expect(verdictOf(hairpinNat, on(true), itself)).toMatchObject({ fixes: [{ steps: [{}, {}, {}] }] });
    expect(verdictOf(hairpinNat, on(false, masked), itself)).toMatchObject({ fixes: [{ steps: [let1] }] });
    for (const hairpin of [true, undefined])
      expect(verdictOf(hairpinNat, on(hairpin, masked), itself)).toBe('ruled-out');
  });

  it('is ruled out where it is masqueraded, and for a client of another network', () => {
    expect(verdictOf(hairpinNat, facts('-A POSTROUTING -o eth0 -j MASQUERADE\n'), fromLan())).toBe(
      'ruled-out',
    );
    const stranger = fromLan({}, { source: '10.99.0.2' });
    expect(verdictOf(hairpinNat, facts(), stranger)).toBe('ruled-out');
  });
});
