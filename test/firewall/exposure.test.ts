import { describe, expect, it } from 'vitest';
import type { Interface, InterfaceAddress } from '../../src/facts/interfaces/types.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import type { Surroundings } from '../../src/firewall/entries.js';
import { exposureOf } from '../../src/firewall/exposure.js';
import { iptables, rulesOf } from '../support/firewall.js';
import { address, nic, route } from '../support/ground.js';

const own = (text: string, prefix: number): InterfaceAddress => address(`${text}/${prefix}`);

const device = (index: number, name: string, addresses: InterfaceAddress[], up = true): Interface =>
  nic(name, addresses, {
    index,
    flags: [...(name === 'lo' ? ['LOOPBACK'] : ['BROADCAST']), ...(up ? ['UP', 'LOWER_UP'] : [])],
  });

const surroundings: Surroundings = {
  interfaces: [
    device(1, 'lo', [own('127.0.0.1', 8)]),
    device(2, 'eth0', [own('192.168.1.37', 24), own('2001:db8:1::37', 64), own('fe80::1', 64)]),
    device(3, 'eth1', [own('10.0.0.5', 8)]),
    device(4, 'docker0', [own('172.17.0.1', 16)]),
    device(5, 'eth2', [own('10.99.0.1', 24)], false),
  ],
  neighbours: [],
  routes: undefined,
  rules: undefined,
};

const socket = (address: string, more: Partial<Socket> = {}): Socket => ({
  protocol: 'tcp',
  family: address.includes(':') ? 6 : 4,
  state: 'listen',
  local: { address, port: 80 },
  remote: { address: '0.0.0.0', port: 0 },
  queue: { used: 0, limit: 5 },
  uid: 0,
  inode: 1,
  v6only: address.includes(':') ? false : null,
  device: null,
  cgroup: null,
  expiresIn: null,
  ...more,
});

const exposed = (...sockets: Socket[]) => {
  const { kind, networks } = exposureOf({ protocol: 'tcp', port: 80, sockets }, surroundings);
  return [kind, ...networks];
};

describe('exposure by the bound address', () => {
  it('is this machine for loopback addresses and interfaces that are down', () => {
    expect(exposed(socket('127.0.0.1'))).toEqual(['this-machine']);
    expect(exposed(socket('::1', { family: 6 }))).toEqual(['this-machine']);
    expect(exposed(socket('10.99.0.1'))).toEqual(['this-machine']);
    expect(exposed()).toEqual(['this-machine']);
  });

  it('is the network for what is bound to where everybody on it is sent to, as nmbd and DHCP are', () => {
    const datagrams = (address: string) => socket(address, { protocol: 'udp', state: 'unconnected' });
    expect(exposed(datagrams('192.168.1.255'))).toEqual(['networks', '192.168.1.0/24']);
    expect(exposed(datagrams('255.255.255.255'))).toEqual(['networks', '192.168.1.0/24', '10.0.0.0/8']);
    expect(exposed(socket('192.168.1.255'))).toEqual(['this-machine']);
  });

  it('is worked out in a moment for thousands of sockets and addresses', () => {
    const many = Array.from({ length: 3000 }, (_, i) => own(`10.${i >> 8}.${i & 255}.1`, 32));
    const crowded = {
      ...surroundings,
      interfaces: [device(1, 'eth0', many)],
      routes: many.map(({ address }) => route(`${address}/32`)),
    };
    const start = performance.now();
    for (let port = 1; port <= 10_000; port++)
      exposureOf({ protocol: 'tcp', port, sockets: [socket(port % 2 ? '0.0.0.0' : '127.0.0.1')] }, crowded);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('is anyone for wildcard addresses, of their family', () => {
    expect(exposed(socket('0.0.0.0'))).toEqual(['anyone', '192.168.1.0/24', '10.0.0.0/8']);
    expect(exposed(socket('::', { v6only: true }))).toEqual(['anyone', '2001:db8:1::/64']);
    expect(exposed(socket('::'))).toEqual(['anyone', '192.168.1.0/24', '2001:db8:1::/64', '10.0.0.0/8']);
  });

  it('is the network of a private or link-local address', () => {
    expect(exposed(socket('192.168.1.37'))).toEqual(['networks', '192.168.1.0/24']);
    expect(exposed(socket('172.17.0.1'))).toEqual(['networks', '172.17.0.0/16']);
    expect(exposed(socket('fe80::1'))).toEqual(['networks', 'fe80::/64']);
  });

  it('is the network of the link-local address where a wildcard has no other', () => {
    const interfaces = [device(2, 'eth0', [own('192.168.1.37', 24), own('fe80::1', 64)])];
    const exposure = (more: Partial<Socket>) =>
      exposureOf(
        { protocol: 'tcp', port: 80, sockets: [socket('::', more)] },
        { ...surroundings, interfaces },
      );
    expect(exposure({ v6only: true })).toMatchObject({ kind: 'networks', networks: ['fe80::/64'] });
    expect(exposure({ v6only: false }).networks).toEqual(['192.168.1.0/24']);
  });

  it('is the networks for a group that neighbours send to', () => {
    const group = socket('224.0.0.251', { protocol: 'udp', state: 'unconnected' });
    const served = { protocol: 'udp' as const, port: 5353, sockets: [group] };
    expect(exposureOf(served, surroundings)).toMatchObject({
      kind: 'networks',
      networks: ['192.168.1.0/24', '10.0.0.0/8'],
    });
  });

  it('is anyone for a public address', () => {
    expect(exposed(socket('2001:db8:1::37'))).toEqual(['anyone', '2001:db8:1::/64']);
  });

  it('is the networks of the interface that a socket is tied to', () => {
    expect(exposed(socket('0.0.0.0', { device: 'eth1' }))).toEqual(['networks', '10.0.0.0/8']);
    expect(exposed(socket('0.0.0.0', { device: 'lo' }))).toEqual(['this-machine']);
  });

  it('is the networks where there is no way back to anybody else', () => {
    const served = { protocol: 'tcp' as const, port: 80, sockets: [socket('0.0.0.0')] };
    expect(exposureOf(served, { ...surroundings, routes: [] }).kind).toBe('networks');
  });
});

describe('exposure behind rules', () => {
  const behind = (nat: string) => {
    const rules = rulesOf(
      iptables([], {}, `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp ${nat}\nCOMMIT`),
    );
    const sockets = [socket('192.168.1.37')];
    return exposureOf({ protocol: 'tcp', port: 80, sockets }, { ...surroundings, rules });
  };

  it('is this machine where a rule hands what comes for the port to another one', () => {
    expect(behind('--dport 80 -j REDIRECT --to-ports 8080')).toMatchObject({
      kind: 'this-machine',
      blocked: ['192.168.1.0/24'],
    });
  });

  it('is the network where another port is handed to this one, or this one is sent on to another machine', () => {
    expect(behind('--dport 8080 -j REDIRECT --to-ports 80').kind).toBe('networks');
    expect(behind('--dport 80 -j DNAT --to-destination 172.17.0.2:80').kind).toBe('networks');
  });
});
