import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as noAddress } from '../../../src/rules/interface/no-address.js';
import {
  address,
  cabled,
  eth0,
  eth1,
  fromHere,
  fromLan,
  listener,
  lookup,
  loopback,
  nic,
  refused,
  routing,
  toNeighbour,
  verdictOf,
  world,
} from '../../support/ground.js';
import { diagnosed, probe } from '../../support/healthy.js';
import { lookedUp, says } from '../../support/names.js';

describe('interface/no-address', () => {
  const question = fromLan({ address: '169.254.7.8' });

  it('is found where there is none, or a link-local one only', () => {
    expect(verdictOf(noAddress, cabled(nic('eth0', [])), question)).toMatchObject({ severity: 'error' });
    const poor = cabled(nic('eth0', ['169.254.7.8/16', 'fe80::1/64']));
    expect(verdictOf(noAddress, poor, question)).toMatchObject({
      summary: expect.stringContaining('169.254.7.8'),
    });
  });

  it('is no matter to clients of the link who name the link-local address', () => {
    const target = parseTarget('[fe80::1%eth0]:8000');
    const named = fromLan({ address: 'fe80::1%eth0', family: 6, target });
    expect(verdictOf(noAddress, cabled(nic('eth0', ['fe80::1/64'])), named)).toBe('ruled-out');
  });

  describe('where the interface gave itself its only IPv4 address, and has one of IPv6', () => {
    const half = nic('eth0', ['169.254.7.8/16', 'fd77::1/64']);
    const asked = fromLan({ address: 'fd77::1', family: 6 });
    const by = (where: string, ...more: readonly (typeof eth1)[]) =>
      verdictOf(
        noAddress,
        { ...cabled(half, ...more), sockets: known([listener(where, 8000)], 'sock_diag') },
        asked,
      );

    it('is what keeps clients from a server that takes no IPv6, and a warning for one that does', () => {
      expect(by('0.0.0.0')).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('eth0 has only 169.254.7.8, which no router carries'),
      });
      expect(by('::')).toMatchObject({ severity: 'warning', outcome: 'ok' });
    });

    it('is ruled out where a DHCP server gave it that address, or nobody knows who listens', () => {
      const leased = { ...address('169.254.7.8/16'), validSeconds: 3600 };
      const facts = cabled(nic('eth0', [leased, 'fd77::1/64']));
      expect(verdictOf(noAddress, facts, asked)).toBe('ruled-out');
      const unseen = { ...cabled(half), sockets: unknown('unsupported', 'no sock_diag here') };
      expect(verdictOf(noAddress, unseen, asked)).toBe('ruled-out');
    });

    it('is ruled out where another interface has one, or an address was named', () => {
      expect(by('0.0.0.0', eth1)).toBe('ruled-out');
      const named = fromLan({ address: 'fd77::1', family: 6, target: parseTarget('http://[fd77::1]:8000/') });
      expect(verdictOf(noAddress, cabled(half), named)).toBe('ruled-out');
    });
  });

  it('explains that nobody listens at the address by which it is nothing', () => {
    const interfaces = [loopback, nic('eth0', ['fe80::1/64'])];
    const { causes } = diagnosed('8000', { interfaces }, { from: 'lan', family: null });
    expect(causes.map(each => each.code)).toEqual(['interface/no-address']);
  });

  it('explains why a target elsewhere has no route', () => {
    const lost = { routes: known(routing({ lookups: [refused('10.77.0.9', 'ENETUNREACH')] }), 'rtnetlink') };
    expect(verdictOf(noAddress, { ...cabled(nic('eth0', [])), ...lost }, toNeighbour)).toMatchObject({
      outcome: 'unreachable',
    });
    const onLink = { routes: known(routing({ lookups: [lookup('10.77.0.9')] }), 'rtnetlink') };
    expect(verdictOf(noAddress, { ...cabled(nic('eth0', [])), ...onLink }, toNeighbour)).toBe('ruled-out');
  });

  it('explains why no name server was heard', () => {
    const asked = fromHere({ address: '' });
    const about = (server: string) =>
      known(lookedUp([], { servers: [server], answers: [says(server, 'unreachable')] }), 'getaddrinfo');
    const poor = cabled(nic('eth0', ['169.254.7.8/16']));
    expect(verdictOf(noAddress, { ...poor, names: about('9.9.9.9') }, asked)).toMatchObject({
      severity: 'error',
    });
    expect(verdictOf(noAddress, { ...poor, names: about('127.0.0.53') }, asked)).toBe('ruled-out');
  });

  it('is ruled out by any usable address, and asked from here', () => {
    expect(verdictOf(noAddress, cabled(nic('eth0', []), eth1), question)).toBe('ruled-out');
    expect(verdictOf(noAddress, cabled(nic('eth0', [])), fromHere())).toBe('ruled-out');
  });

  it('is found for a client of whose family no interface has an address', () => {
    const nowhere = fromLan({ address: '' }, { source: '10.77.0.9', network: null });
    expect(verdictOf(noAddress, cabled(), nowhere)).toMatchObject({
      severity: 'error',
      outcome: 'unreachable',
      summary: expect.stringContaining('no IPv4 address by which'),
    });
    expect(verdictOf(noAddress, cabled(nic('eth0', ['fd00::1/64'])), nowhere)).toMatchObject({
      severity: 'error',
    });
  });

  it('is found for an address that the kernel does not use yet', () => {
    const held = (flags: readonly string[]) =>
      world({
        interfaces: known(
          [loopback, nic('eth0', ['10.77.0.1/24', address('fd77::5/64', { flags })])],
          'rtnetlink',
        ),
      });
    const asked = fromLan({ address: 'fd77::5', family: 6 }, { source: 'fd77::2', network: 'fd77::/64' });
    expect(verdictOf(noAddress, held(['tentative']), asked)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('still tentative'),
    });
    for (const flags of [[], ['tentative', 'optimistic'], ['tentative', 'dadfailed']])
      expect(verdictOf(noAddress, held(flags), asked)).toBe('ruled-out');
  });

  it('is found where a loopback address was asked for that lo does not have', () => {
    const asked = (host: string, outcome: Probe['outcome'], addresses: string[], flags = loopback.flags) =>
      verdictOf(
        noAddress,
        world({
          interfaces: known(
            [{ ...loopback, flags, addresses: addresses.map(each => address(each)) }, eth0],
            'it',
          ),
          probes: known([probe(host, 8000, outcome)], 'it'),
          sockets: known([listener('::', 8000)], 'it'),
        }),
        fromHere({ address: host, family: host.includes(':') ? 6 : 4 }),
      );
    expect(asked('::1', 'failed', ['127.0.0.1/8'])).toMatchObject({
      severity: 'error',
      fixes: [
        { steps: [{ command: expect.stringContaining('disable_ipv6=0') }] },
        { title: 'Ask for 127.0.0.1 instead' },
      ],
    });
    expect(asked('127.0.0.1', 'network-unreachable', ['::1/128'])).toMatchObject({
      fixes: [{ steps: [{ command: 'ip addr add 127.0.0.1/8 dev lo' }] }],
    });
    expect(asked('127.0.0.53', 'network-unreachable', ['127.0.0.1/8'])).toBe('ruled-out');
    expect(asked('::1', 'network-unreachable', ['::1/128'])).toBe('ruled-out');
    expect(asked('::1', 'refused', [])).toBe('ruled-out');
    expect(asked('::1', 'failed', [], ['LOOPBACK'])).toBe('ruled-out');
  });

  it('is no matter where the name has an address that serves', () => {
    const hosts = (typed: string) =>
      diagnosed(typed, {
        interfaces: [{ ...loopback, addresses: [address('127.0.0.1/8')] }, eth0],
        names: lookedUp(['127.0.0.1', '::1'], { name: 'localhost', from: 'hosts' }),
        sockets: [listener('127.0.0.1', 8000)],
        probes: [probe('127.0.0.1', 8000), { ...probe('::1', 8000, 'failed'), errno: 'EADDRNOTAVAIL' }],
      }).causes.map(({ code }) => code);
    expect(hosts('localhost:8000')).toEqual([]);
    expect(hosts('[::1]:8000')).toEqual(['interface/no-address']);
  });

  it('is no matter where the server is not there at all, or a firewall stops what comes to the other address', () => {
    const codes = (sockets: Socket[], outcome: Probe['outcome']) =>
      diagnosed('localhost:8000', {
        interfaces: [{ ...loopback, addresses: [address('127.0.0.1/8')] }, eth0],
        names: lookedUp(['127.0.0.1', '::1'], { name: 'localhost', from: 'hosts' }),
        sockets,
        probes: [
          probe('127.0.0.1', 8000, outcome),
          { ...probe('::1', 8000, 'failed'), errno: 'EADDRNOTAVAIL' },
        ],
      }).causes.map(({ code }) => code);
    expect(codes([], 'refused')).not.toContain('interface/no-address');
    expect(codes([listener('127.0.0.1', 8000)], 'timeout')).not.toContain('interface/no-address');
    expect(codes([listener('::', 8000)], 'timeout')).not.toContain('interface/no-address');
    expect(codes([listener('::1', 8000)], 'refused')).toContain('interface/no-address');
  });
});
