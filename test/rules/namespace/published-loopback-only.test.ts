import { describe, expect, it } from 'vitest';
import { known, partial } from '../../../src/facts/fact.js';
import { rule as publishedLoopbackOnly } from '../../../src/rules/namespace/published-loopback-only.js';
import {
  container,
  fromHere,
  fromLan,
  listener,
  loopback,
  nic,
  process,
  verdictOf,
  world,
} from '../../support/ground.js';

const docker0 = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 5 });

const interfaces = known([loopback, nic('eth0', ['10.77.0.1/24']), docker0], 'rtnetlink');

const eight = { port: 8080 };

/** dockerd's user-land proxy for -p 8080:80. */
const proxy = process(177, [
  '/usr/bin/docker-proxy',
  '-proto',
  'tcp',
  '-host-ip',
  '0.0.0.0',
  '-host-port',
  '8080',
  '-container-ip',
  '172.17.0.2',
  '-container-port',
  '80',
]);

const published = {
  interfaces,
  sockets: known([listener('0.0.0.0', 8080, { inode: 7 })], 'sock_diag'),
  owners: known({ pidsByInode: { 7: [177] }, hidden: [] }, '/proc'),
  processes: known([proxy], '/proc'),
  containers: known(
    [
      container('shop', {
        published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8080, containerPort: 80 }],
      }),
    ],
    '/run/docker.sock',
  ),
};

describe('namespace/published-loopback-only', () => {
  const onLoopback = (hostAddress: string) => ({
    ...published,
    sockets: known([listener(hostAddress, 8080, { inode: 7 })], 'sock_diag'),
    containers: known(
      [
        container('shop', {
          published: [{ protocol: 'tcp' as const, hostAddress, hostPort: 8080, containerPort: 80 }],
        }),
      ],
      '/run/docker.sock',
    ),
  });

  it('is found by what the engine says, or by docker-proxy alone', () => {
    expect(verdictOf(publishedLoopbackOnly, world(onLoopback('127.0.0.1')), fromLan(eight))).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      summary: expect.stringContaining('container shop'),
    });
    const silent = { ...onLoopback('127.0.0.1'), containers: partial([], '', 'the socket needs root') };
    expect(verdictOf(publishedLoopbackOnly, world(silent), fromLan(eight))).toMatchObject({
      severity: 'error',
    });
  });

  it('is ruled out from here by loopback, and where it is published for all', () => {
    expect(verdictOf(publishedLoopbackOnly, world(onLoopback('127.0.0.1')), fromHere(eight))).toBe(
      'ruled-out',
    );
    expect(verdictOf(publishedLoopbackOnly, world(published), fromLan(eight))).toBe('ruled-out');
  });
});
