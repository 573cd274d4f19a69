import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { FirewallRules } from '../../../src/facts/firewall/types.js';
import { rule as notPublished } from '../../../src/rules/namespace/not-published.js';
import { eight, inside, interfaces, published } from '../../support/docker.js';
import { container, fromHere, fromLan, listener, namespace, verdictOf, world } from '../../support/ground.js';

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
