import { describe, expect, it } from 'vitest';
import { known, partial } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { rule as containerLoopback } from '../../../src/rules/namespace/container-loopback.js';
import { dnat, eight, inside, interfaces, published, publishedOn } from '../../support/docker.js';
import { iptables, rulesOf } from '../../support/firewall.js';
import {
  fromHere,
  fromLan,
  listener,
  lookup,
  namespace,
  nic,
  process,
  routing,
  verdictOf,
  world,
} from '../../support/ground.js';

const answeredProbe = known(
  [
    {
      protocol: 'tcp',
      address: '127.0.0.1',
      port: 8080,
      outcome: 'connected',
      errno: null,
      offender: null,
      ms: 1,
      conversations: [{ outcome: 'answered' }],
    } as unknown as Probe,
  ],
  'connect()',
);

describe('namespace/container-loopback', () => {
  const bound = inside(listener('127.0.0.1', 80));

  it('is found behind docker-proxy, which accepts and then resets', () => {
    expect(
      verdictOf(containerLoopback, world({ ...published, namespaces: bound }), fromHere(eight)),
    ).toMatchObject({
      severity: 'error',
      outcome: 'reset',
      summary: expect.stringContaining('container shop, where httpd (pid 500) listens on 127.0.0.1:80'),
    });
  });

  it('is found behind a rule, where the container refuses', () => {
    const facts = world({
      interfaces,
      namespaces: bound,
      firewall: known(dnat, 'nft'),
      sockets: known([], 'sock_diag'),
    });
    expect(verdictOf(containerLoopback, facts, fromLan(eight))).toMatchObject({ outcome: 'refused' });
  });

  it('stands behind a port that is published on loopback only', () => {
    const facts = world({ ...publishedOn('127.0.0.1'), namespaces: bound });
    expect(verdictOf(containerLoopback, facts, fromLan(eight))).toMatchObject({ severity: 'error' });
  });

  it('is found where nothing leads there yet, but for a namespace that nothing can lead to', () => {
    const unserved = { interfaces, sockets: known([], 'sock_diag') };
    const facts = (addresses: readonly string[], address: string) =>
      world({
        ...unserved,
        namespaces: known([namespace({ name: 'box', addresses, listeners: [listener(address, 8080)] })], ''),
      });
    const found = verdictOf(containerLoopback, facts(['172.28.0.2'], '127.0.0.1'), fromLan(eight));
    expect(found).toMatchObject({
      outcome: 'refused',
      summary: expect.stringMatching(/^Inside network namespace box, .* listens on 127\.0\.0\.1:8080 only/),
      fixes: [{ text: expect.not.stringContaining('-p ') }],
    });
    expect(verdictOf(containerLoopback, facts([], '127.0.0.1'), fromLan(eight))).toBe('ruled-out');
    expect(verdictOf(containerLoopback, facts(['172.28.0.2'], '0.0.0.0'), fromLan(eight))).toBe('ruled-out');
  });

  it("is found by the container's own address, but not for a machine at the end of a cable", () => {
    const routes = (device: string) =>
      known(routing({ lookups: [lookup('172.17.0.2', { device })] }), 'rtnetlink');
    const question = fromHere({ address: '172.17.0.2', port: 80, local: false });
    expect(
      verdictOf(
        containerLoopback,
        world({ interfaces, namespaces: bound, routes: routes('docker0') }),
        question,
      ),
    ).toMatchObject({ severity: 'error' });
    const other = known(
      [namespace({ name: 'far', addresses: ['172.17.0.2'], listeners: [listener('127.0.0.1', 80)] })],
      '',
    );
    expect(
      verdictOf(
        containerLoopback,
        world({ interfaces, namespaces: other, routes: routes('eth0') }),
        question,
      ),
    ).toBe('ruled-out');
  });

  it('is found behind a cable or bridge of any name where its gateway is this machine', () => {
    const asked = (gateway: string, kind: 'veth' | 'bridge', name: string) => {
      const pod = namespace({
        name: 'pod',
        addresses: ['172.17.0.2'],
        listeners: [listener('127.0.0.1', 80)],
        routes: [{ prefix: '0.0.0.0/0', device: 'eth0', gateway }],
      });
      const own = known([nic('eth0', ['10.77.0.1/24']), nic(name, ['172.17.0.1/16'], { kind })], 'rtnetlink');
      const routes = known(routing({ lookups: [lookup('172.17.0.2', { device: name })] }), 'rtnetlink');
      return verdictOf(
        containerLoopback,
        world({ interfaces: own, namespaces: known([pod], '/proc'), routes }),
        fromHere({ address: '172.17.0.2', port: 80, local: false }),
      );
    };
    expect(asked('172.17.0.1', 'veth', 'pod0')).toMatchObject({ severity: 'error' });
    expect(asked('172.17.0.1', 'bridge', 'br0')).toMatchObject({ severity: 'error' });
    expect(asked('172.17.0.9', 'veth', 'pod0')).toBe('ruled-out');
    expect(asked('172.17.0.1', 'veth', 'eth1')).toBe('ruled-out');
  });

  it('is found from inside a namespace whose machine is the router of the other one too', () => {
    const asked = (gateway: string) => {
      const api = namespace({
        name: 'api',
        addresses: ['172.17.0.2'],
        listeners: [listener('127.0.0.1', 80)],
        routes: [{ prefix: '0.0.0.0/0', device: 'eth0', gateway }],
      });
      const machine = namespace({ pids: [1], addresses: ['172.17.0.1'] });
      const namespaces = known([machine, api], '/proc');
      return verdictOf(
        containerLoopback,
        world({ namespaces, routes: known(routing({ lookups: [lookup('172.17.0.2')] }), 'rtnetlink') }),
        fromHere({ address: '172.17.0.2', port: 80, local: false }),
      );
    };
    expect(asked('172.17.0.1')).toMatchObject({ summary: expect.stringContaining('network namespace api') });
    expect(asked('10.9.9.9')).toBe('ruled-out');
  });

  it('is ruled out where the container serves, or somebody answered', () => {
    const served = world({ ...published, namespaces: inside(listener('0.0.0.0', 80)) });
    expect(verdictOf(containerLoopback, served, fromHere(eight))).toBe('ruled-out');
    const answered = world({ ...published, namespaces: bound, probes: answeredProbe });
    expect(verdictOf(containerLoopback, answered, fromLan(eight))).toBe('ruled-out');
  });

  it('says that luck decides where one of several goals is on loopback that chance chooses from', () => {
    const two = known(
      [
        namespace({ name: 'pod1', addresses: ['172.17.0.2'], listeners: [listener('0.0.0.0', 80)] }),
        namespace({ name: 'pod2', addresses: ['172.17.0.3'], listeners: [listener('127.0.0.1', 80)] }),
        namespace({ name: 'pod3', addresses: ['172.17.0.4'], listeners: [] }),
      ],
      '/proc',
    );
    const facts = (first: string, second: string, more = '-m statistic --mode random --probability 0.5') =>
      world({
        interfaces,
        namespaces: two,
        probes: answeredProbe,
        firewall: known(
          rulesOf(
            iptables(
              [],
              {},
              `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8080 ${more} -j DNAT --to-destination ${first}:80\n-A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination ${second}:80\nCOMMIT`,
            ),
          ),
          'nft',
        ),
      });
    for (const [first, second] of [
      ['172.17.0.2', '172.17.0.3'],
      ['172.17.0.3', '172.17.0.2'],
    ] as const)
      expect(verdictOf(containerLoopback, facts(first, second), fromLan(eight))).toMatchObject({
        severity: 'error',
        byLuck: true,
        outcome: 'ok',
        summary: expect.stringContaining('network namespace pod2, where'),
      });
    const both = verdictOf(containerLoopback, facts('172.17.0.3', '172.17.0.3'), fromLan(eight));
    expect(both).toMatchObject({ severity: 'error', outcome: 'refused' });
    const neither = verdictOf(containerLoopback, facts('172.17.0.3', '172.17.0.4'), fromLan(eight));
    expect(neither).toMatchObject({ severity: 'error', outcome: 'refused' });
    expect(
      verdictOf(containerLoopback, facts('172.17.0.2', '172.17.0.3', '-s 10.77.0.2'), fromLan(eight)),
    ).toBe('ruled-out');
  });

  it('is found behind slirp4netns, which alone knows the port inside, where all that listens there is on loopback', () => {
    const facts = (target: string, ...listeners: ReturnType<typeof listener>[]) =>
      world({
        ...published,
        containers: known([], '/run/docker.sock'),
        processes: known([process(177, ['slirp4netns', '--configure', target, 'tap0'])], '/proc'),
        namespaces: known(
          [namespace({ name: 'shop', pids: [500], addresses: ['10.0.2.100'], listeners })],
          '/proc',
        ),
      });
    const own = listener('127.0.0.1', 80);
    for (const target of ['500', '/run/netns/shop'])
      expect(verdictOf(containerLoopback, facts(target, own), fromHere(eight))).toMatchObject({
        outcome: 'reset',
        summary: expect.stringContaining('listens on 127.0.0.1:80 only'),
      });
    for (const others of [[listener('0.0.0.0', 81)], [listener('127.0.0.1', 81)]])
      expect(verdictOf(containerLoopback, facts('500', own, ...others), fromHere(eight))).toBe('ruled-out');
    expect(verdictOf(containerLoopback, facts('501', own), fromHere(eight))).toBe('ruled-out');
  });

  it('is unchecked where the namespace cannot be seen', () => {
    const facts = world({ ...published, namespaces: partial([], '/proc', 'hidden') });
    expect(verdictOf(containerLoopback, facts, fromHere(eight))).toMatch('unchecked');
  });
});
