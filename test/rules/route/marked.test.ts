import { describe, expect, it } from 'vitest';
import { known, unknown, valueIn } from '../../../src/facts/fact.js';
import type { Facts } from '../../../src/facts/facts.js';
import type { Hook, Table } from '../../../src/facts/firewall/types.js';
import type { RoutingRule } from '../../../src/facts/routes/types.js';
import { routesFor } from '../../../src/rules/route/marked.js';
import { dport, nft, rulesOf } from '../../support/firewall.js';
import {
  eth0,
  fromLan,
  lookup,
  loopback,
  nic,
  policyRule,
  probed,
  routes,
  routing,
  toRemote,
  world,
} from '../../support/ground.js';

const back = { from: '10.77.0.1' };

/** A chain on output that marks what leaves from port 8000. */
const marking = (type: string): Table => ({
  engine: 'nft',
  family: 'inet',
  name: 'm',
  sets: [],
  chains: [
    {
      name: 'out',
      hook: { type, name: 'output', priority: -150, policy: 'accept', devices: [] } as Hook,
      rules: [
        {
          handle: 2,
          position: 1,
          text: 'tcp sport 8000 meta mark set 0x5',
          statements: [
            { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'sport' } }, right: 8000 } },
            { mangle: { key: { meta: { key: 'mark' } }, value: 5 } },
          ],
        },
      ],
    },
  ],
});

const facts = (type: string, asked = 5, rules: readonly RoutingRule[] = []): Facts =>
  world({
    interfaces: known([loopback, nic('eth0', ['10.77.0.1/24'])], 'rtnetlink'),
    firewall: known(
      { tables: [marking(type)], routeLocalnet: [], owners: { ufw: false, firewalld: false } } as never,
      'nft',
    ),
    routes: known(
      routing({
        lookups: [
          lookup('10.77.0.2', { ...back, device: 'eth0' }),
          lookup('10.77.0.2', { ...back, device: 'wg0', mark: asked }),
        ],
        rules,
      }),
      'rtnetlink',
    ),
  }) as Facts;

const first = (type: string, asked?: number, rules?: readonly RoutingRule[]): string | null | undefined => {
  const routes = routesFor(facts(type, asked, rules), fromLan({ port: 8000 }));
  return routes.status === 'unknown' ? undefined : routes.value.lookups[0]?.device;
};

describe('routesFor', () => {
  it('puts the answers for the mark first that a chain of type route sets', () => {
    expect(first('route')).toBe('wg0');
  });

  it('takes the answers for a mark that every rule takes for the same', () => {
    expect(first('route', 4, [policyRule('from all fwmark 0x4/0xc lookup 52')])).toBe('wg0');
    expect(first('route', 4, [policyRule('from all fwmark 0x4 lookup 52')])).toBe('eth0');
    expect(first('route', 6, [policyRule('from all fwmark 0x6/0xe lookup 52')])).toBe('eth0');
  });

  it('puts those for the mark first that what comes in has when it is routed', () => {
    const coming = { from: '10.77.0.2', input: 'eth0' };
    const incoming = nft('prerouting', [
      [dport(8000), { mangle: { key: { meta: { key: 'mark' } }, value: 5 } }],
    ]);
    const world = facts('filter');
    const lookups = [
      lookup('10.77.0.1', coming),
      lookup('10.77.0.1', { ...coming, mark: 5, device: null, error: 'EHOSTUNREACH' }),
    ];
    const rules = [policyRule('from all fwmark 0x5 blackhole', 10)];
    const routes = { ...world.routes!, value: routing({ lookups, rules }) } as Facts['routes'];
    const of = (port: number) => {
      const found = routesFor(
        { ...world, firewall: known(rulesOf(incoming), 'nft'), routes },
        fromLan({ port }),
      );
      return found.status === 'unknown' ? undefined : found.value.lookups[0]?.mark;
    };
    expect([of(8000), of(8001)]).toEqual([5, 0]);
  });

  it('puts those first by which an attempt met nobody, where the rules were not read', () => {
    const of = (silent: string, offender = '10.77.0.1', code = 1) => {
      const failed = {
        ...valueIn(probed('host-unreachable', 1400))![0]!,
        offender: { address: offender, type: 3, code },
      };
      const lookups = [
        lookup('10.123.0.5', { gateway: '10.77.0.2' }),
        lookup('10.123.0.5', { gateway: '10.77.0.99', mark: 5 }),
      ];
      const neighbours = [
        // Routers of two providers go by one address.
        { address: silent, device: 'eth1', hardwareAddress: null, state: 'reachable' as const },
        { address: silent, device: 'eth0', hardwareAddress: null, state: 'incomplete' as const },
      ];
      const found = routesFor(
        world({
          firewall: unknown('needs-root', 'the rules cannot be read without root'),
          interfaces: known([eth0], 'x'),
          probes: known([failed], 'x'),
          routes: routes({ lookups, neighbours }),
        }),
        toRemote,
      );
      return found.status === 'unknown' ? undefined : found.value.lookups[0]?.mark;
    };
    expect(of('10.77.0.99')).toBe(5);
    expect([of('10.77.0.2'), of('10.77.0.99', '10.77.0.2'), of('10.77.0.99', '10.77.0.1', 13)]).toEqual([
      0, 0, 0,
    ]);
  });

  it('leaves them where the chain cannot change the way', () => {
    expect(first('filter')).toBe('eth0');
  });
});
