import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as forwardMismatch } from '../../../src/rules/namespace/forward-mismatch.js';
import {
  container,
  fromHere,
  listener,
  loopback,
  namespace,
  nic,
  process,
  verdictOf,
  world,
} from '../../support/ground.js';

const id = '4f'.repeat(32);

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

const inside = (...listeners: ReturnType<typeof listener>[]) =>
  known(
    [
      namespace({
        container: id,
        addresses: ['172.17.0.2'],
        listeners,
        holders: listeners.map(({ inode }) => ({ inode, pid: 500, name: 'httpd' })),
      }),
    ],
    '/proc',
  );

describe('namespace/forward-mismatch', () => {
  it('names the port that does listen', () => {
    const facts = world({ ...published, namespaces: inside(listener('0.0.0.0', 9000)) });
    expect(verdictOf(forwardMismatch, facts, fromHere(eight))).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('listens on port 9000 there'),
      fixes: [{ text: expect.stringContaining('-p 8080:9000') }],
    });
  });

  it("does not take Docker's own name server for the one", () => {
    const facts = world({ ...published, namespaces: inside(listener('127.0.0.11', 41000)) });
    expect(verdictOf(forwardMismatch, facts, fromHere(eight))).toMatchObject({
      summary: expect.stringContaining('nothing listens there at all'),
    });
  });

  it('is ruled out where the port is served, or bound to loopback', () => {
    for (const where of ['0.0.0.0', '127.0.0.1'])
      expect(
        verdictOf(
          forwardMismatch,
          world({ ...published, namespaces: inside(listener(where, 80)) }),
          fromHere(eight),
        ),
      ).toBe('ruled-out');
  });
});
