// A machine at 10.77.0.1 on which Docker has published port 80 of the container shop as 8080.

import { known } from '../../src/facts/fact.js';
import type { FirewallRules } from '../../src/facts/firewall/types.js';
import { container, listener, loopback, namespace, nic, process } from './ground.js';

export const shopId = '4f'.repeat(32);

const docker0 = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 5 });

export const interfaces = known([loopback, nic('eth0', ['10.77.0.1/24']), docker0], 'rtnetlink');

/** What a question about the published port has. */
export const eight = { port: 8080 };

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

/** The facts of the host, with the port published on this address of it. */
export const publishedOn = (hostAddress: string) => ({
  interfaces,
  sockets: known([listener(hostAddress, 8080, { inode: 7 })], 'sock_diag'),
  owners: known({ pidsByInode: { 7: [177] }, hidden: [] }, '/proc'),
  processes: known([proxy], '/proc'),
  containers: known(
    [
      container('shop', {
        published: [{ protocol: 'tcp' as const, hostAddress, hostPort: 8080, containerPort: 80 }],
      }),
    ],
    '/run/docker.sock',
  ),
});

export const published = publishedOn('0.0.0.0');

/** The inside of the container, where httpd holds these listeners. */
export const inside = (...listeners: ReturnType<typeof listener>[]) =>
  known(
    [
      namespace({
        container: shopId,
        addresses: ['172.17.0.2'],
        listeners,
        holders: listeners.map(({ inode }) => ({ inode, pid: 500, name: 'httpd' })),
      }),
    ],
    '/proc',
  );

/** fib daddr type local tcp dport 8080 dnat to 172.17.0.2:80 */
export const dnat: FirewallRules = {
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
