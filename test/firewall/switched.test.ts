import { expect, it } from 'vitest';
import type { FirewallRules } from '../../src/facts/firewall/types.js';
import type { Limits } from '../../src/facts/limits/types.js';
import { walk } from '../../src/firewall/walk.js';
import { dport, iptables, nft, rulesOf } from '../support/firewall.js';
import { fromClient, loopback, nic, routing } from '../support/ground.js';

const interfaces = [
  loopback,
  nic('eth0', ['10.77.0.1/24']),
  nic('br0', ['172.17.0.1/16'], { kind: 'bridge' }),
  nic('veth1', [], { master: 'br0' }),
  nic('veth2', [], { master: 'br0' }),
];
const through = { address: '172.17.0.2', local: false };
const neighbour = fromClient('172.17.0.3', through, 'br0');

const on = (firewall: FirewallRules, asksIp: boolean | undefined, question = neighbour) =>
  walk(
    {
      firewall,
      interfaces,
      routes: routing(),
      limits: {
        ipForward: true,
        ...(asksIp !== undefined && { bridgeFilter: { 4: asksIp, 6: asksIp } }),
      } as Limits,
    },
    question,
  )!;

const dropped = () => rulesOf(iptables([], { FORWARD: 'DROP' }));

it('asks the rules of IP about what a bridge hands on only by br_netfilter', () => {
  expect(on(dropped(), true)).toMatchObject({
    verdict: 'drop',
    delivery: 'forward',
    stop: { hook: 'forward' },
    reply: { verdict: 'drop' },
  });
  expect(on(dropped(), undefined).verdict).toBe('drop');
  expect(on(dropped(), false)).toMatchObject({ verdict: 'pass', reply: { verdict: 'pass' } });
});

it("asks the bridge's own rules, on its forward hook", () => {
  const table = nft('forward', [[dport(8000), { drop: null }]]).map(each => ({
    ...each,
    family: 'bridge' as const,
  }));
  expect(on(rulesOf(table), false)).toMatchObject({ verdict: 'drop', stop: { hook: 'bridge-forward' } });
  const input = nft('input', [[{ drop: null }]]).map(each => ({ ...each, family: 'bridge' as const }));
  expect(on(rulesOf(input), false).verdict).toBe('pass');
});

it.each([
  ['01:80:c2:00:00:00', 'pass'],
  ['02:00:00:00:00:01', 'drop'],
])('knows that a frame for the bridge has its hardware address: %s', (right, verdict) => {
  const daddr = { match: { op: '==', left: { payload: { protocol: 'ether', field: 'daddr' } }, right } };
  const rules = rulesOf(
    nft('input', [[daddr, { drop: null }]]).map(each => ({ ...each, family: 'bridge' as const })),
  );
  const cards = [
    loopback,
    nic('br0', ['10.77.0.1/24'], { kind: 'bridge', hardwareAddress: '02:00:00:00:00:01' }),
    nic('eth0', [], { master: 'br0' }),
  ];
  const asked = fromClient('10.77.0.2', { address: '10.77.0.1' }, 'br0');
  expect(walk({ firewall: rules, interfaces: cards, routes: routing() }, asked)?.verdict).toBe(verdict);
});

it('needs no forwarding, but between two interfaces', () => {
  const off = { ...rulesOf([]), forwarding: { br0: false, eth0: false } };
  expect(on(off, true).verdict).toBe('pass');
  expect(on(off, true, fromClient('10.77.0.2', through))).toMatchObject({
    stop: { reason: 'forwarding-off' },
  });
});
