import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { FirewallRules } from '../../../src/facts/firewall/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as forwardDropped } from '../../../src/rules/firewall/forward-dropped.js';
import { rule as down } from '../../../src/rules/interface/down.js';
import { dnat, eight, published } from '../../support/docker.js';
import {
  address,
  BARE,
  cabled,
  eth1,
  fromClient,
  fromHere,
  fromLan,
  lookup,
  loopback,
  nic,
  OFF,
  probed,
  refused,
  route,
  routes,
  toNeighbour,
  verdictOf,
  world,
} from '../../support/ground.js';
import { lookedUp, says } from '../../support/names.js';

const dropping: FirewallRules['tables'][number] = {
  engine: 'nft',
  family: 'ip',
  name: 'filter',
  sets: [],
  chains: [
    {
      name: 'FORWARD',
      hook: { type: 'filter', name: 'forward', priority: 0, policy: 'drop', devices: [] },
      rules: [],
    },
  ],
};

describe('interface/down', () => {
  it('is found for this machine itself where its loopback is off', () => {
    const off = { ...loopback, flags: ['LOOPBACK'], state: 'down' };
    const facts = world({ interfaces: known([off, eth1], 'rtnetlink') });
    expect(verdictOf(down, facts, fromHere({ address: '127.0.0.1' }))).toMatchObject({
      severity: 'error',
      says: 'lo is down',
    });
    expect(verdictOf(down, facts, fromHere({ address: '' }))).toBe('ruled-out');
    expect(verdictOf(down, cabled(eth1), fromHere({ address: '127.0.0.1' }))).toBe('ruled-out');
  });

  it('is found for the only network, with a fix that works', () => {
    expect(verdictOf(down, cabled(nic('eth0', ['10.77.0.1/24'], OFF)), fromLan())).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [{ steps: [{ command: 'ip link set eth0 up' }], needsRoot: true }],
    });
  });

  it('quotes a name that a shell would read otherwise', () => {
    const facts = cabled(nic("e'$(id);", ['10.77.0.1/24'], OFF));
    expect(verdictOf(down, facts, toNeighbour)).toMatchObject({
      fixes: [{ steps: [{ command: `ip link set 'e'\\''$(id);' up` }] }],
    });
  });

  it('is an error beside a network that works where its address was asked for, else a warning', () => {
    const facts = cabled(nic('eth0', ['10.77.0.1/24'], OFF), eth1);
    expect(verdictOf(down, facts, fromLan())).toMatchObject({ severity: 'warning' });
    const target = parseTarget('http://app.test:8000/');
    expect(verdictOf(down, facts, fromLan({ target }))).toMatchObject({ severity: 'error' });
    expect(verdictOf(down, facts, fromClient('10.77.0.2', { address: '10.77.0.1' }))).toMatchObject({
      severity: 'error',
    });
  });

  it('is an error beside a cable of somebody’s own, which leads to no other machine', () => {
    const off = nic('eth0', ['10.77.0.1/24'], OFF);
    const cable = (name: string) => nic(name, ['172.31.0.1/24'], { kind: 'veth', index: 5 });
    const found = (name: string) => verdictOf(down, cabled(off, cable(name)), fromLan());
    expect(found('mynet7')).toMatchObject({ severity: 'error' });
    expect(found('eth1')).toMatchObject({ severity: 'warning' });
  });

  it('is found towards a container whose cable or bridge is switched off, where no other way leads', () => {
    const docker = nic('docker0', ['172.17.0.1/16'], { ...OFF, kind: 'bridge', index: 4 });
    const container = fromHere({ address: '172.17.0.2', local: false });
    const facts = cabled(eth1, docker);
    const lost = routes({ lookups: [refused('172.17.0.2', 'ENETUNREACH')] });
    expect(verdictOf(down, { ...facts, routes: lost }, container)).toMatchObject({ says: 'docker0 is down' });
    const led = routes({ lookups: [lookup('172.17.0.2', { gateway: '10.88.0.2', device: 'eth1' })] });
    expect(verdictOf(down, { ...facts, routes: led }, container)).toBe('ruled-out');
  });

  it('is found where a published port leads to a bridge that is off, whatever rules are on the other way', () => {
    const on = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 5 });
    const off = { ...on, flags: ['BROADCAST', 'MULTICAST'], state: 'down' };
    const eth0 = nic('eth0', ['10.77.0.1/24']);
    const facts = (...bridges: (typeof on)[]) =>
      world({
        ...published,
        firewall: known({ ...dnat, tables: [...dnat.tables, dropping] }, 'nft'),
        interfaces: known([loopback, eth0, ...bridges], 'rtnetlink'),
        routes: routes({ routes: [route('0.0.0.0/0', { device: 'eth0', gateway: '10.77.0.254' })] }),
      });
    expect(verdictOf(down, facts(off), fromLan(eight))).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('the container behind it, where 10.77.0.1 leads'),
      fixes: [{ steps: [{ command: 'ip link set docker0 up' }] }],
    });
    expect(verdictOf(forwardDropped, facts(off), fromLan(eight))).toBe('ruled-out');
    // One that is left over, beside another with that network, is in nobody's way.
    const other = { ...on, name: 'br-0123456789ab', index: 6 };
    expect(verdictOf(down, facts(off, other), fromLan(eight))).toBe('ruled-out');
    expect(verdictOf(forwardDropped, facts(off, other), fromLan(eight))).toMatchObject({ severity: 'error' });
  });

  it('is found towards a target on its network', () => {
    const facts = cabled(nic('eth0', ['10.77.0.1/24'], OFF));
    expect(verdictOf(down, facts, toNeighbour)).toMatchObject({ outcome: 'unreachable' });
  });

  it('is found towards the other end of a tunnel', () => {
    const end = { ...address('10.9.0.1/32'), peer: '10.9.0.2' };
    const tunnel = nic('tun0', [end], { ...OFF, kind: 'tun', index: 4 });
    const facts = (...devices: (typeof tunnel)[]) => ({
      ...cabled(eth1, ...devices),
      routes: routes({ lookups: [refused('10.9.0.2', 'ENETUNREACH')] }),
    });
    const peer = fromHere({ address: '10.9.0.2', local: false });
    expect(verdictOf(down, facts(tunnel), peer)).toMatchObject({ says: 'tun0 is down' });
    expect(verdictOf(down, facts({ ...tunnel, addresses: [address('10.9.0.1/32')] }), peer)).toBe(
      'ruled-out',
    );
  });

  describe('for a name that no server was heard about', () => {
    const asked = fromHere({ address: '' });
    const off = nic('eth0', ['10.77.0.1/24'], OFF);
    const unheard = (...servers: string[]) =>
      known(
        lookedUp([], { error: 'EAI_AGAIN', servers, answers: servers.map(each => says(each, 'timeout')) }),
        'getaddrinfo',
      );

    it('is found on the way to all its servers', () =>
      expect(
        verdictOf(down, { ...cabled(off, eth1), names: unheard('10.77.0.2', '10.77.0.3') }, asked),
      ).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('so name server 10.77.0.2 cannot be reached'),
      }));

    it.each([
      ['one of them is by another way', unheard('10.77.0.2', '10.88.0.2')],
      ['one of them is this machine itself', unheard('10.77.0.2', '127.0.0.53')],
      [
        'one of them said no',
        known(
          lookedUp([], {
            servers: ['10.88.0.2', '10.77.0.2'],
            answers: [says('10.88.0.2', 'NXDOMAIN'), says('10.77.0.2', 'timeout')],
          }),
          'getaddrinfo',
        ),
      ],
    ])('is no matter where %s', (_, names) =>
      expect(verdictOf(down, { ...cabled(off, eth1), names }, asked)).toBe('ruled-out'),
    );
  });

  it('names what the interface rests on', () => {
    const vlan = nic('eth0.5', ['10.77.0.1/24'], { ...BARE, kind: 'vlan', index: 7, linkIndex: 2 });
    const facts = cabled(nic('eth0', [], { ...OFF, index: 2 }), vlan);
    const question = fromLan({}, { input: 'eth0.5' });
    expect(verdictOf(down, facts, question)).toMatchObject({ says: 'eth0 is down' });
  });

  it('names the device that a tunnel is bound to, whose own link stays up', () => {
    const tunnel = nic('vx0', ['10.99.0.1/24'], { kind: 'vxlan', index: 7, carriedBy: 2 });
    const question = fromClient('10.99.0.2', { address: '10.99.0.1' }, 'vx0');
    const facts = cabled(nic('eth0', [], { ...OFF, index: 2 }), tunnel);
    expect(verdictOf(down, facts, question)).toMatchObject({ says: 'eth0 is down' });
    expect(verdictOf(down, cabled(nic('eth0', [], { index: 2 }), tunnel), question)).toBe('ruled-out');
    // Its device is another one, in the namespace that it was brought from.
    const moved = { ...tunnel, linkNamespace: 0 };
    expect(verdictOf(down, cabled(nic('eth0', [], { ...OFF, index: 2 }), moved), question)).toBe('ruled-out');
    const free = nic('vx0', ['10.99.0.1/24'], { kind: 'vxlan', index: 7 });
    expect(verdictOf(down, cabled(nic('eth0', [], { ...OFF, index: 2 }), free), question)).toBe('ruled-out');
  });

  it('is no matter for another interface, for loopback, or where the target answered', () => {
    const facts = cabled(nic('eth0', ['10.77.0.1/24']), nic('eth9', ['10.9.0.1/24'], OFF));
    expect(verdictOf(down, facts, fromLan())).toBe('ruled-out');
    expect(verdictOf(down, cabled(nic('eth0', ['10.77.0.1/24'], OFF)), fromHere())).toBe('ruled-out');
    const connected = { ...facts, probes: probed('connected', 1, '10.77.0.9') };
    expect(verdictOf(down, connected, toNeighbour)).toBe('ruled-out');
  });
});
