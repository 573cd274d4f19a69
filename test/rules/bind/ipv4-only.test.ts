import { expect, it } from 'vitest';
import { container } from '../../support/ground.js';
import { diagnosed, errors, healthy, listener, probe, running } from '../../support/healthy.js';
import { lookedUp } from '../../support/names.js';

const interfaces = healthy(8000).interfaces.map(each => ({ ...each, addresses: [...each.addresses] }));
interfaces[1]!.addresses.push({ ...interfaces[1]!.addresses[0]!, family: 6, address: 'fd00::1', prefix: 64 });

it('finds a wildcard IPv4 server that is asked for by its IPv6 address', () => {
  const probes = [probe('fd00::1', 8000, 'refused')];
  expect(errors(diagnosed('[fd00::1]:8000', { interfaces, probes }))).toEqual(['bind/ipv4-only']);
});

it.each(['10.0.0.1', '0.0.0.0'])('finds a socket that is bound to a mapped address: ::ffff:%s', address => {
  const sockets = [listener(`::ffff:${address}`, 8000, { family: 6 })];
  const probes = [probe('fd00::1', 8000, 'refused')];
  expect(errors(diagnosed('[fd00::1]:8000', { interfaces, sockets, probes }))).toEqual(['bind/ipv4-only']);
});

it('finds it whichever of its addresses comes first', () => {
  const probes = [probe('fd00::1', 8000, 'refused')];
  const sockets = [listener('127.0.0.1', 8000), listener('10.0.0.1', 8000, { inode: 9001 })];
  for (const each of [sockets, sockets.toReversed()])
    expect(errors(diagnosed('[fd00::1]:8000', { interfaces, probes, sockets: each }))).toEqual([
      'bind/ipv4-only',
    ]);
});

it('is no news for a bare port, which IPv4 answers', () => {
  const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000), probe('fd00::1', 8000, 'refused')];
  const diagnosis = diagnosed('8000', { interfaces, probes });
  expect(diagnosis.causes.map(each => each.code)).not.toContain('bind/ipv4-only');
});

it.each(['127.0.0.1', '::1'])(
  'is no news for a name that curl and browsers alone know: a server on %s',
  good => {
    const names = lookedUp(['127.0.0.1', '::1'], { name: 'app.localhost', from: 'clients' });
    const probes = ['127.0.0.1', '::1'].map(each =>
      probe(each, 8000, each === good ? 'connected' : 'refused'),
    );
    const sockets = [listener(good, 8000)];
    const { causes } = diagnosed('app.localhost:8000', { names, probes, sockets });
    expect(causes.filter(({ code }) => /^bind/.test(code))).toEqual([]);
  },
);

it('makes no container anew that IPv6 would not get into all the same', () => {
  const published = [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }] as const;
  const fixes = (command: string, addresses: readonly string[]) => {
    const shop = container('shop', { published, addresses, again: { options: [], command: [] } });
    const processes = [running(42, command.split(' '), { uid: 0, user: 'root', name: 'dockerd' })];
    const probes = [probe('fd00::1', 8000, 'refused')];
    const found = diagnosed('[fd00::1]:8000', { interfaces, probes, processes, containers: [shop] });
    return found.causes[0]?.fixes;
  };
  expect(fixes('/usr/bin/dockerd', ['172.17.0.2'])?.[0]).toMatchObject({
    text: expect.stringContaining('docker network create --ipv6'),
  });
  expect(fixes('/usr/bin/dockerd', ['172.17.0.2'])?.[0]?.steps).toBeUndefined();
  const proxy =
    '/usr/bin/docker-proxy -host-ip 0.0.0.0 -host-port 8000 -container-ip 172.17.0.2 -container-port 80';
  expect(fixes(proxy, ['172.17.0.2'])?.[0]?.steps).toBeDefined();
});

it('rules it out for a dual-stack server', () => {
  const diagnosis = diagnosed('[fd00::1]:8000', {
    interfaces,
    sockets: [listener('::', 8000)],
    probes: [probe('fd00::1', 8000)],
  });
  expect(errors(diagnosis)).toEqual([]);
});
