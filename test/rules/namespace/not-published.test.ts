import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { FirewallRules } from '../../../src/facts/firewall/types.js';
import { rule as notPublished } from '../../../src/rules/namespace/not-published.js';
import {
  container,
  fromHere,
  fromLan,
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

/** fib daddr type local tcp dport 8080 dnat to 172.17.0.2:80 */
const dnat: FirewallRules = {
  tables: [
    {
      engine: 'nft',
      family: 'ip',
      name: 'nat',
      sets: [],
      chains: [
        {
          name: 'prerouting',
          hook: { type: 'nat', name: 'prerouting', priority: -100, policy: 'accept', devices: [] },
          rules: [
            {
              handle: 4,
              position: 1,
              text: 'tcp dport 8080 dnat to 172.17.0.2:80',
              statements: [
                { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 8080 } },
                { dnat: { addr: '172.17.0.2', port: 80 } },
              ],
            },
          ],
        },
      ],
    },
  ],
  ipsets: [],
  owners: { ufw: false, firewalld: false, fail2ban: false },
  routeLocalnet: [],
};

describe('namespace/not-published', () => {
  const empty = { interfaces, sockets: known([], 'sock_diag') };
  const alone = { containers: known([container('shop')], '/run/docker.sock') };

  it('names the container, and how to publish', () => {
    const facts = world({ ...empty, ...alone, namespaces: inside(listener('0.0.0.0', 80)) });
    expect(verdictOf(notPublished, facts, fromHere({ port: 80 }))).toMatchObject({
      outcome: 'refused',
      summary: expect.stringContaining('inside container shop'),
      fixes: [{ text: expect.stringContaining('-p 80:80') }],
    });
  });

  it('opens the network of a unit', () => {
    const space = namespace({ unit: 'web.service', listeners: [listener('0.0.0.0', 8000)] });
    const found = verdictOf(
      notPublished,
      world({ ...empty, namespaces: known([space], '/proc') }),
      fromHere(),
    );
    expect(found).toMatchObject({
      says: 'only inside the private network of web.service',
      fixes: [{ steps: [{}, { command: "systemctl daemon-reload && systemctl restart 'web.service'" }] }],
    });
  });

  it('is ruled out where somebody serves here, where a rule leads there, and for other ports', () => {
    const spaces = inside(listener('0.0.0.0', 80));
    expect(
      verdictOf(notPublished, world({ ...published, ...alone, namespaces: spaces }), fromLan(eight)),
    ).toBe('ruled-out');
    const led = world({
      ...empty,
      firewall: known(dnat, 'nft'),
      namespaces: inside(listener('0.0.0.0', 8080)),
    });
    expect(verdictOf(notPublished, led, fromLan(eight))).toBe('ruled-out');
    expect(verdictOf(notPublished, world({ ...empty, namespaces: spaces }), fromHere({ port: 81 }))).toBe(
      'ruled-out',
    );
  });
});
