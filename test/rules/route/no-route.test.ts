import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Interface } from '../../../src/facts/interfaces/types.js';
import type { RoutingRule } from '../../../src/facts/routes/types.js';
import { rule as noRoute } from '../../../src/rules/route/no-route.js';
import {
  fromHere,
  fromLan,
  lookup,
  loopback,
  nic,
  refused,
  route,
  routes,
  toRemote,
  verdictOf,
  world,
} from '../../support/ground.js';

const near = fromLan();

describe('route/no-route', () => {
  it('is found where the lookup ends in ENETUNREACH, and nowhere else', () => {
    const none = world({ routes: routes({ lookups: [refused('10.123.0.5', 'ENETUNREACH')] }) });
    expect(verdictOf(noRoute, none, toRemote)).toMatchObject({ severity: 'error', outcome: 'unreachable' });
    const some = world({ routes: routes({ lookups: [lookup('10.123.0.5', { gateway: '10.77.0.2' })] }) });
    expect(verdictOf(noRoute, some, toRemote)).toBe('ruled-out');
    expect(verdictOf(noRoute, none, near)).toBe('ruled-out');
  });

  it('sees that no rule asks the main table, which has the route', () => {
    const rule = (text: string, table: number) => ({ family: 4 as const, priority: 9, text, table });
    const asked = (...rules: RoutingRule[]) =>
      verdictOf(
        noRoute,
        world({
          routes: routes({
            lookups: [refused('10.123.0.5', 'ENETUNREACH')],
            routes: [route('default', { gateway: '10.77.0.2' })],
            rules,
          }),
        }),
        toRemote,
      );
    const again = { fixes: [{ steps: [{ command: 'ip rule add priority 32766 lookup main' }] }] };
    expect(asked(rule('from all lookup local', 255))).toMatchObject(again);
    expect(asked(rule('from all lookup main suppress_prefixlength 0', 254))).toMatchObject(again);
    expect(asked(rule('from all lookup main', 254))).not.toMatchObject(again);
    expect(asked()).not.toMatchObject(again);
  });

  it('knows a namespace that is cut off, and takes no machine for one whose cable is off', () => {
    const asked = (...others: Interface[]) =>
      verdictOf(
        noRoute,
        world({
          interfaces: known([loopback, ...others], 'rtnetlink'),
          routes: routes({ lookups: [refused('10.123.0.5', 'ENETUNREACH')], routes: [] }),
        }),
        toRemote,
      );
    const cut = { fixes: [{ title: 'Run it where there is a network' }] };
    const fallback = nic('sit0', [], { type: 'sit', flags: ['NOARP'] });
    expect(asked()).toMatchObject(cut);
    expect(asked(fallback)).toMatchObject(cut);
    expect(asked({ ...fallback, flags: ['NOARP', 'UP'] })).not.toMatchObject(cut);
    expect(asked(nic('eth0', [], { flags: [] }))).not.toMatchObject(cut);
  });

  it('gives a network of this machine its route again', () => {
    const lookups = [refused('10.77.0.2', 'ENETUNREACH')];
    const asked = fromHere({ address: '10.77.0.2', local: false });
    expect(verdictOf(noRoute, world({ routes: routes({ lookups, routes: [] }) }), asked)).toMatchObject({
      summary: expect.stringContaining('it is on the network of eth0 (10.77.0.0/24)'),
      fixes: [{ steps: [{ command: 'ip route replace 10.77.0.0/24 dev eth0 src 10.77.0.1' }] }],
    });
  });

  it('says of the network of a VRF nothing but that no route leads there', () => {
    const interfaces = known([nic('eth0', ['10.77.0.1/24'], { master: 'blue' })], 'rtnetlink');
    const facts = world({ interfaces, routes: routes({ lookups: [refused('10.77.0.2', 'ENETUNREACH')] }) });
    expect(verdictOf(noRoute, facts, fromHere({ address: '10.77.0.2', local: false }))).toMatchObject({
      summary: expect.not.stringContaining('is gone'),
    });
  });

  it('is found for the address that means everybody on a network', () => {
    const all = world({
      routes: routes({ lookups: [lookup('10.77.0.255', { type: 'broadcast', device: 'eth0' })] }),
    });
    expect(verdictOf(noRoute, all, fromHere({ address: '10.77.0.255', local: false }))).toMatchObject({
      severity: 'error',
      outcome: 'unreachable',
      summary: expect.stringContaining('TCP leads to one machine only'),
    });
    const byUdp = fromHere({ address: '10.77.0.255', local: false, protocol: 'udp' });
    expect(verdictOf(noRoute, all, byUdp)).toMatchObject({
      summary: expect.stringContaining('SO_BROADCAST'),
    });
  });

  it('asks for the interface of a link-local address', () => {
    const own = nic('eth0', ['10.77.0.1/24', 'fe80::1/64']);
    const facts = world({ interfaces: known([loopback, own], 'rtnetlink') });
    const asked = (address: string) => verdictOf(noRoute, facts, fromHere({ address, local: false }));
    expect(asked('fe80::1234')).toMatchObject({
      fixes: [{ text: expect.stringContaining('[fe80::1234%eth0]:8000') }],
    });
    expect(asked('fe80::1234%eth0')).toBe('ruled-out');
    const none = lookup(`fe80::1234%${loopback.index}`, { error: 'ENETUNREACH' });
    const wrong = world({
      interfaces: known([loopback, own], 'rtnetlink'),
      routes: routes({ lookups: [none] }),
    });
    expect(verdictOf(noRoute, wrong, fromHere({ address: none.to, local: false }))).toMatchObject({
      summary: expect.stringContaining('lo has none. Interfaces that are up and have one: eth0.'),
      fixes: [{ text: expect.stringContaining('[fe80::1234%eth0]:8000') }],
    });
  });

  it('says that the interface of a link-local address has no IPv6, and asks for none of another address', () => {
    const interfaces = [loopback, nic('eth0', ['10.77.0.1/24', 'fe80::1/64']), nic('eth1', ['10.78.0.1/24'])];
    const told = (to: string) =>
      verdictOf(
        noRoute,
        world({
          interfaces: known(interfaces, 'rtnetlink'),
          routes: routes({ lookups: [lookup(to, { error: 'ENETUNREACH' })] }),
        }),
        fromHere({ address: to, family: 6, local: false }),
      );
    expect(told('fe80::1234%eth1')).toMatchObject({
      fixes: [{ text: expect.stringContaining('net.ipv6.conf.eth1.disable_ipv6=0') }],
    });
    expect(told('fd00::1234%eth0')).toMatchObject({
      summary: expect.stringContaining('no route to fd00::1234'),
      fixes: [{ text: expect.stringContaining('accept_ra') }],
    });
  });

  it.each([
    [1000, 'whose MTU of 1000 is below'],
    [
      1500,
      'eth0 has no IPv6 address, not even the link-local one that comes by itself: IPv6 is off there, or its addresses were taken away.',
    ],
  ])('says that IPv6 is off where the only card has none (MTU %d)', (mtu, words) => {
    const facts = world({
      interfaces: known([loopback, nic('eth0', ['10.77.0.1/24'], { mtu })], 'rtnetlink'),
      routes: routes({ lookups: [refused('fd77::1', 'ENETUNREACH')] }),
    });
    const bare = { ...facts, interfaces: known([nic('eth0', ['10.77.0.1/24'], { mtu })], 'rtnetlink') };
    const there = fromHere({ address: 'fd77::1', local: false });
    for (const each of [facts, bare])
      expect(verdictOf(noRoute, each, there)).toMatchObject({ summary: expect.stringContaining(words) });
  });

  it.each([
    ['10.77.0.1/32', '10.77.0.2', '10.77.0.1/24'],
    ['10.77.0.1/32', '10.78.0.2', undefined],
    ['10.77.0.1/24', '10.77.1.2', undefined],
    ['fd77::1/128', 'fd77::2', 'fd77::1/64'],
  ])('thinks of a netmask that is too long: %s, and %s', (own, address, right) => {
    const facts = world({
      interfaces: known([loopback, nic('eth0', [own])], 'rtnetlink'),
      routes: routes({ lookups: [refused(address, 'ENETUNREACH')] }),
    });
    const found = verdictOf(noRoute, facts, fromHere({ address, local: false }));
    const hint = { fixes: [{ text: expect.stringContaining(`ip addr add ${right} dev eth0`) }, {}] };
    if (right) expect(found).toMatchObject({ ...hint, summary: expect.stringContaining(`eth0 has ${own}`) });
    else expect(found).not.toMatchObject({ summary: expect.stringContaining('eth0 has') });
  });
});
