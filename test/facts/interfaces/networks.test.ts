import { describe, expect, it } from 'vitest';
import { arrivalOf, clientOn } from '../../../src/facts/interfaces/clients.js';
import { networksOf } from '../../../src/facts/interfaces/networks.js';
import type { Interface, InterfaceAddress } from '../../../src/facts/interfaces/types.js';
import { address, loopback, nic } from '../../support/ground.js';

const at = (text: string, prefix: number, over: Partial<InterfaceAddress> = {}): InterfaceAddress =>
  address(`${text}/${prefix}`, over);

const names = (interfaces: Interface[]) =>
  networksOf(interfaces).map(one => `${one.interface} ${one.network} ${one.state}`);

describe('networksOf', () => {
  it('gives a network per interface and family', () => {
    const eth0 = nic(
      'eth0',
      [at('10.77.0.1', 24), at('10.77.0.9', 24), at('fd77::1', 64), at('fe80::1', 64)],
      { kind: 'veth' },
    );
    expect(names([loopback, eth0])).toEqual(['eth0 10.77.0.0/24 up', 'eth0 fd77::/64 up']);
  });

  it('gives an address that works before those that do not yet, or no more', () => {
    const flagged = (text: string, ...flags: string[]) => at(text, 64, { flags });
    const eth0 = nic('eth0', [
      flagged('fd77::dad', 'tentative'),
      flagged('fd77::01d', 'deprecated'),
      flagged('fd77::7e', 'temporary'),
      flagged('fd77::1', 'permanent'),
      flagged('fd77::bad', 'dadfailed', 'tentative'),
    ]);
    expect(networksOf([loopback, eth0]).map(one => one.address)).toEqual(['fd77::1']);
    expect(arrivalOf('fd77::2', null, [loopback, eth0])).toMatchObject({ address: 'fd77::1' });
  });

  it('leaves out what leads to containers and virtual machines only', () => {
    const inner = [
      'docker0',
      'br-0123456789ab',
      'virbr0',
      'veth12ab',
      'cni0',
      'lxdbr0',
      'podman1',
      'cilium_host',
      'flannel.1',
    ];
    const eth0 = nic('eth0', [at('10.77.0.1', 24)]);
    const shop = nic('shop', [at('172.28.0.1', 16)], { kind: 'bridge' });
    const member = nic('vethabc', [], { kind: 'veth', master: 'shop' });
    expect(
      names([loopback, eth0, shop, member, ...inner.map(name => nic(name, [at('172.17.0.1', 16)]))]),
    ).toEqual(['eth0 10.77.0.0/24 up']);
  });

  it('keeps a bridge that a real interface belongs to, tunnels and interfaces that are down', () => {
    const br0 = nic('br0', [at('10.77.0.1', 24)], { kind: 'bridge' });
    const port = nic('eth0', [], { master: 'br0' });
    const wg0 = nic('wg0', [at('10.9.0.1', 24)], { kind: 'wireguard' });
    const eth1 = nic('eth1', [at('10.88.0.1', 24)], { flags: ['BROADCAST'] });
    const eth2 = nic('eth2', [at('10.99.0.1', 24)], { flags: ['UP', 'NO-CARRIER'] });
    expect(names([loopback, br0, port, wg0, eth1, eth2])).toEqual([
      'br0 10.77.0.0/24 up',
      'wg0 10.9.0.0/24 up',
      'eth1 10.88.0.0/24 down',
      'eth2 10.99.0.0/24 no-carrier',
    ]);
  });

  it('leaves out an empty bridge and a tunnel without its program, unless there is nothing else', () => {
    const idle = { flags: ['UP', 'NO-CARRIER'] };
    const br1 = nic('br1', [at('10.88.0.1', 24)], { kind: 'bridge', ...idle });
    const tun0 = nic('tun0', [at('10.9.0.1', 24)], { kind: 'tun', ...idle });
    expect(names([loopback, nic('eth0', [at('10.77.0.1', 24)]), br1, tun0])).toEqual([
      'eth0 10.77.0.0/24 up',
    ]);
    expect(names([loopback, br1])).toEqual(['br1 10.88.0.0/24 no-carrier']);
  });

  it("takes a cable for a container's by its name, unless nothing else leads out of here", () => {
    const veth0 = nic('veth0', [at('10.88.0.1', 24)], { kind: 'veth' });
    const port = nic('veth1', [at('10.99.0.1', 24)], { kind: 'veth', master: 'docker0' });
    const eth0 = nic('eth0', [at('10.77.0.1', 24)]);
    expect(names([loopback, eth0, veth0, port])).toEqual(['eth0 10.77.0.0/24 up']);
    const sit0 = nic('sit0', [], { kind: 'sit' });
    expect(names([loopback, sit0, veth0, port])).toEqual(['veth0 10.88.0.0/24 up']);
  });

  it('names the interfaces that ought to have an address where none has', () => {
    const eth0 = nic('eth0', [at('169.254.7.8', 16, { scope: 'link' }), at('fe80::1', 64)]);
    const docker0 = nic('docker0', [at('172.17.0.1', 16)], { kind: 'bridge' });
    expect(networksOf([loopback, eth0, docker0])).toMatchObject([
      { interface: 'eth0', address: '169.254.7.8', usable: false },
    ]);
    expect(networksOf([loopback, nic('eth0', [])])).toMatchObject([
      { interface: 'eth0', address: null, usable: false },
    ]);
  });
});

describe('clientOn', () => {
  const eth0 = nic('eth0', [at('10.77.0.1', 24), at('10.77.0.2', 24)]);
  const place = networksOf([eth0])[0]!;

  it('takes the first free address after ours', () => {
    expect(clientOn(place, [eth0])).toBe('10.77.0.3');
  });

  it('prefers a neighbour that was heard of', () => {
    const heard = { device: 'eth0', hardwareAddress: null, state: 'stale' };
    const dead = { ...heard, address: '10.77.0.40', state: 'failed' };
    expect(clientOn(place, [eth0], [dead, { ...heard, address: '10.77.0.77' }])).toBe('10.77.0.77');
  });

  it('wraps around, and never takes the network or broadcast address', () => {
    const last = nic('eth0', [at('10.77.0.254', 24)]);
    expect(clientOn(networksOf([last])[0]!, [last])).toBe('10.77.0.1');
    const pair = nic('eth0', [at('10.0.0.1', 31)]);
    expect(clientOn(networksOf([pair])[0]!, [pair])).toBe('10.0.0.0');
    const tun = nic('tun0', [at('10.8.0.2', 32, { peer: '10.8.0.1' })]);
    expect(clientOn(networksOf([tun])[0]!, [tun])).toBe('10.8.0.1');
  });

  it('looks once for a machine that has thousands of addresses in a row', () => {
    const own = Array.from({ length: 900 }, (_, at) => ({ ...address(`fd22::${(at + 1).toString(16)}/64`) }));
    const all = [nic('eth0', own)];
    const [first] = networksOf(all);
    const from = performance.now();
    const found = own.map(({ address }) => clientOn({ ...first!, address }, all));
    expect(new Set(found)).toEqual(new Set(['fd22::385']));
    expect(performance.now() - from).toBeLessThan(500);
  });

  it('knows of nobody on a network of one', () => {
    const alone = nic('eth0', [at('203.0.113.5', 32)]);
    expect(clientOn(networksOf([alone])[0]!, [alone])).toBeNull();
    const gateway = { address: '172.31.1.1', device: 'eth0', hardwareAddress: null, state: 'reachable' };
    expect(clientOn(networksOf([alone])[0]!, [alone], [gateway])).toBe('172.31.1.1');
  });
});

describe('arrivalOf', () => {
  const eth0 = nic('eth0', [at('10.77.0.1', 24)]);
  const eth1 = nic('eth1', [at('10.88.0.1', 24)]);
  const docker0 = nic('docker0', [at('172.17.0.1', 16)], { kind: 'bridge' });
  const port = nic('veth7', [], { master: 'docker0', index: 8 });
  const all = [loopback, eth0, eth1, docker0, port];

  it('is where the client is, else where the address is, else the first network', () => {
    expect(arrivalOf('10.88.0.7', '10.77.0.1', all)).toMatchObject({
      interface: 'eth1',
      address: '10.88.0.1',
    });
    expect(arrivalOf('172.17.0.2', null, all)).toMatchObject({ interface: 'docker0', address: '172.17.0.1' });
    expect(arrivalOf('203.0.113.1', '10.88.0.1', all)).toEqual({ interface: 'eth1', address: '10.88.0.1' });
    expect(arrivalOf('203.0.113.1', null, all)).toMatchObject({ interface: 'eth0', address: '10.77.0.1' });
    expect(arrivalOf('203.0.113.1', null, [loopback])).toBeNull();
  });

  it('is the default route’s interface for those who are on no network, where that is one', () => {
    expect(arrivalOf('203.0.113.1', null, all, 'eth1')).toMatchObject({ interface: 'eth1' });
    expect(arrivalOf('10.77.0.9', null, all, 'eth1')).toMatchObject({ interface: 'eth0' });
    expect(arrivalOf('203.0.113.1', null, all, 'tun0')).toMatchObject({ interface: 'eth0' });
  });

  it('is no empty bridge of containers, and none beside the interface that was asked for', () => {
    expect(arrivalOf('172.17.0.2', null, [loopback, eth0, docker0])).toMatchObject({ interface: 'eth0' });
    const bridge = nic('br0', [at('10.99.0.1', 24)], { kind: 'bridge', index: 9 });
    const here = (address: string | null) => arrivalOf('10.99.0.2', address, [loopback, bridge, eth0]);
    expect(here('10.77.0.1')).toMatchObject({ interface: 'eth0' });
    expect(here('10.99.0.1')).toMatchObject({ interface: 'br0' });
    expect(here(null)).toMatchObject({ interface: 'br0' });
  });

  it('is no card without a link, where another one has the network too', () => {
    const dead = nic('eth0', [at('10.77.0.1', 24)], {
      flags: ['BROADCAST', 'UP', 'NO-CARRIER'],
      state: 'down',
    });
    const wireless = nic('wlan0', [at('10.77.0.9', 24)], { index: 5 });
    const here = (address: string | null) => arrivalOf('10.77.0.2', address, [loopback, dead, wireless]);
    expect(here(null)).toMatchObject({ interface: 'wlan0' });
    expect(here('10.77.0.9')).toMatchObject({ interface: 'wlan0' });
    expect(here('10.77.0.1')).toMatchObject({ interface: 'eth0' });
    expect(arrivalOf('10.77.0.2', null, [loopback, dead])).toMatchObject({ interface: 'eth0' });
  });

  it('is no empty bridge, where another interface has the network too', () => {
    const left = nic('br-5c1f2a', [at('10.77.0.65', 26)], { kind: 'bridge', index: 9 });
    expect(arrivalOf('10.77.0.70', null, [...all, left])).toMatchObject({ interface: 'eth0' });
    const cable = nic('veth1', [], { master: 'br-5c1f2a', index: 10 });
    expect(arrivalOf('10.77.0.70', null, [...all, left, cable])).toMatchObject({ interface: 'br-5c1f2a' });
  });
});
