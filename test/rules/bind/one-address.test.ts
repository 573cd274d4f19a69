import { expect, it } from 'vitest';
import { container, loopback, nic } from '../../support/ground.js';
import { codes, diagnosed, errors, listener, probe, running } from '../../support/healthy.js';

const sockets = [listener('10.0.0.1', 8000)];
const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000)];

it('finds a server on the LAN address that is asked for by loopback', () => {
  expect(errors(diagnosed('127.0.0.1:8000', { sockets, probes }))).toEqual(['bind/one-address']);
});

it('only warns of it for a bare port, which others reach', () => {
  const diagnosis = diagnosed('8000', { sockets, probes });
  expect(diagnosis.verdict).toBe('reachable');
  expect(codes(diagnosis)).toEqual(['warning bind/one-address']);
});

it('rules it out for the address itself', () => {
  expect(codes(diagnosed('10.0.0.1:8000', { sockets, probes }))).toEqual([]);
});

it('finds a server on one loopback address that is asked for by another', () => {
  const sockets = [listener('127.0.0.1', 8000)];
  expect(
    errors(diagnosed('127.0.0.2:8000', { sockets, probes: [probe('127.0.0.2', 8000, 'refused')] })),
  ).toEqual(['bind/one-address']);
});

it('takes a socket of Java for the IPv4 one that it is', () => {
  const sockets = [listener('::ffff:10.0.0.1', 8000, { family: 6 })];
  const probes = [probe('127.0.0.1', 8000, 'refused')];
  expect(errors(diagnosed('127.0.0.1:8000', { sockets, probes }))).toEqual(['bind/one-address']);
});

it('takes neither a group nor a broadcast address for one that is gone', () => {
  const interfaces = [loopback, nic('eth0', ['10.0.0.1/24', 'fd77::1/64'])];
  for (const address of ['239.255.255.250', '10.0.0.255', '255.255.255.255', 'ff02::c%eth0']) {
    const family = address.startsWith('ff') ? 6 : 4;
    const asked = family === 6 ? 'fd77::1' : '10.0.0.1';
    const sockets = [listener(address, 1900, { protocol: 'udp', family })];
    const probes = [{ ...probe(asked, 1900, 'refused'), protocol: 'udp' as const }];
    const target = `${family === 6 ? `[${asked}]` : asked}:1900/udp`;
    const [cause] = diagnosed(target, { sockets, interfaces, probes }).causes;
    expect(cause, address).toMatchObject({
      code: 'bind/one-address',
      headline: 'the server takes only what is sent to all',
    });
  }
});

it('publishes a container anew, and leaves its proxy alone', () => {
  const command =
    '/usr/bin/docker-proxy -proto tcp -host-ip 10.0.0.1 -host-port 8000 -container-ip 172.17.0.2 -container-port 80';
  const shop = container('shop', {
    published: [{ protocol: 'tcp', hostAddress: '10.0.0.1', hostPort: 8000, containerPort: 80 }],
    again: { options: [], command: [] },
  });
  const processes = [running(42, command.split(' '), { uid: 0, user: 'root' })];
  const [cause] = diagnosed('127.0.0.1:8000', { sockets, probes, processes, containers: [shop] }).causes;
  expect(cause?.summary).toContain('Container shop');
  expect(JSON.stringify(cause?.fixes[0]?.steps)).toContain('docker run -d --name shop -p 8000:80');
});

it('moves nobody to every address where another program has the port at one of them', () => {
  const two = [...sockets, listener('10.0.0.2', 8000, { inode: 77 })];
  const processes = ['10.0.0.1', '10.0.0.2'].map((address, at) =>
    running(42 + at, ['python3', '-m', 'http.server', '8000', '--bind', address]),
  );
  const owners = { pidsByInode: { [sockets[0]!.inode]: [42], 77: [43] }, hidden: [] };
  const fixes = diagnosed('127.0.0.1:8000', { sockets: two, probes, processes, owners }).causes[0]?.fixes;
  expect(fixes).toMatchObject([{ text: expect.stringContaining('(pid 42, ana) has 10.0.0.1:8000') }]);
  expect(fixes?.[0]?.steps).toBeUndefined();
});

it('finds a dnsmasq that has every address and leaves out an interface', () => {
  const config = { path: '/etc/dnsmasq.conf', text: 'interface=lo\n', modifiedAt: 0 };
  const seen = (text: string, talk: Parameters<typeof probe>[3] = {}) =>
    diagnosed('8000', {
      sockets: [listener('0.0.0.0', 8000)],
      probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'connected', talk)],
      processes: [running(42, ['dnsmasq', '-k'])],
      configuration: [{ ...config, text }],
    });
  const [cause] = seen('interface=lo\n').causes;
  expect(cause?.code).toBe('bind/one-address');
  expect(cause?.summary).toContain('interface=lo in /etc/dnsmasq.conf');
  expect(cause?.fixes[0]?.steps?.[0]).toMatchObject({ do: 'edit', file: '/etc/dnsmasq.conf' });
  expect(errors(seen('interface=lo\nbind-interfaces\n'))).toEqual([]);
  // It takes connections that come by that interface, and ends them.
  const ended = { outcome: 'reset', protocol: null, http: null, firstBytes: '' } as const;
  expect(errors(seen('interface=lo\n', ended))).toEqual(['bind/one-address']);
});

it('tells nothing to a running Redis that turns away whoever comes by its own address', () => {
  const redis = (said: string) =>
    diagnosed('127.0.0.1:6379', {
      sockets: [listener('10.0.0.1', 6379)],
      owners: { pidsByInode: { 11379: [42] }, hidden: [] },
      probes: [
        probe('127.0.0.1', 6379, 'refused'),
        probe('10.0.0.1', 6379, 'connected', { firstBytes: said, http: null, protocol: 'redis' }),
      ],
      processes: [running(42, ['redis-server', '10.0.0.1:6379'])],
    }).causes[0]?.fixes[0];
  expect(redis('+PONG')?.steps).toBeDefined();
  expect(redis('-DENIED Redis is running in protected mode')).toMatchObject({
    text: expect.stringContaining('protected-mode no'),
  });
  expect(redis('-DENIED Redis is running in protected mode')?.steps).toBeUndefined();
});
