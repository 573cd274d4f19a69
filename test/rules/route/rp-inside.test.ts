import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { parseReversePath } from '../../../src/facts/namespaces/reverse-path.js';
import type { Namespace } from '../../../src/facts/namespaces/types.js';
import { rule as asymmetric } from '../../../src/rules/route/asymmetric.js';
import { rule as filter } from '../../../src/rules/route/rp-filter.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import {
  fromLan,
  lookup,
  loopback,
  namespace,
  nic,
  route,
  routing,
  verdictOf,
} from '../../support/ground.js';

const nat = rulesOf(
  iptables(
    [],
    {},
    '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.28.0.2:80\nCOMMIT',
  ),
);
const routes: NonNullable<Namespace['routes']> = [
  { prefix: '172.28.0.0/24', device: 'eth0' },
  { prefix: '0.0.0.0/0', device: 'eth1' },
];
const box = (over: Partial<Namespace>) =>
  behind(nat, {
    interfaces: known([loopback, nic('eth0', ['10.77.0.1/24']), nic('box0', ['172.28.0.1/24'])], 'rtnetlink'),
    routes: known(
      routing({
        routes: [route('172.28.0.0/24', { device: 'box0' })],
        lookups: [lookup('10.77.0.2', { from: '10.77.0.1' })],
      }),
      'rtnetlink',
    ),
    namespaces: known([namespace({ name: 'box', addresses: ['172.28.0.2'], ...over })], '/proc'),
  });
const said = (over: Partial<Namespace>) => verdictOf(filter, box(over), fromLan());

describe('reverse-path filtering inside another namespace', () => {
  it('is found where it is strict and the way back leaves by another interface', () => {
    expect(said({ routes, reversePathFilter: { all: 0, eth0: 1, eth1: 0 } })).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('by eth0, because the way back to it is eth1'),
      fixes: [
        {
          steps: [
            { command: expect.stringContaining('-n ip route replace 10.77.0.0/24 via 172.28.0.1 dev eth0') },
          ],
        },
        {},
      ],
    });
  });

  it('is ruled out where it is loose or off, and where all come and go by one interface', () => {
    expect(said({ routes, reversePathFilter: { all: 2, eth0: 1, eth1: 1 } })).toBe('ruled-out');
    expect(said({ routes, reversePathFilter: { all: 0, eth0: 0, eth1: 1 } })).toBe('ruled-out');
    const one = [routes[0]!, { prefix: '0.0.0.0/0', device: 'eth0' }];
    expect(said({ routes: one })).toBe('ruled-out');
  });

  it('is left open where it could not be read, and where policy rules decide', () => {
    expect(said({ routes })).toMatch(/^unchecked: rp_filter inside .* could not be read/);
    expect(said({ reversePathFilter: { all: 1, eth0: 0 } })).toMatch(
      /^unchecked: rp_filter is strict inside/,
    );
  });

  it('is read from what grep prints', () => {
    const conf = '/proc/sys/net/ipv4/conf';
    expect(
      parseReversePath(`${conf}/all/rp_filter:0\n${conf}/eth0.5/rp_filter:1\n${conf}/x/rp_filter:9\nnoise\n`),
    ).toEqual({ all: 0, 'eth0.5': 1 });
  });
});

describe('answers of another namespace past this machine', () => {
  const by = (...more: NonNullable<Namespace['routes']>) =>
    verdictOf(asymmetric, box({ routes: [routes[0]!, ...more] }), fromLan());

  it('are found where they enter a tunnel there, or go straight to the client', () => {
    const fix = 'nsenter -t 4242 -n ip route replace 10.77.0.0/24 via 172.28.0.1 dev eth0';
    for (const way of [
      { prefix: '0.0.0.0/1', device: 'tun0', gateway: '10.8.0.1' },
      { prefix: '0.0.0.0/0', device: 'wg0' },
      { prefix: '10.77.0.0/24', device: 'eth1' },
    ])
      expect(by(way)).toMatchObject({
        severity: 'error',
        outcome: 'timeout',
        fixes: [{ steps: [{ command: fix.replace('4242', String(namespace({}).pids[0])) }] }],
      });
  });

  it('may take any way where the client asked for the very address that answers', () => {
    const straight = box({ routes: [routes[0]!, { prefix: '10.77.0.0/24', device: 'eth1' }] });
    const asked = { address: '172.28.0.2', local: false, behind: 'target' } as const;
    expect(verdictOf(asymmetric, straight, fromLan({ ...asked, port: 80 }))).toBe('ruled-out');
    expect(verdictOf(asymmetric, straight, fromLan(asked))).toMatchObject({ severity: 'error' });
  });

  it('are left open where another router takes them, and ruled out where they come by here', () => {
    expect(by({ prefix: '0.0.0.0/0', device: 'eth1', gateway: '172.29.0.9' })).toMatch(
      /^unchecked: the answers of .* leave it by eth1 to 172.29.0.9/,
    );
    expect(by({ prefix: '0.0.0.0/0', device: 'eth1', gateway: '10.77.0.1' })).toBe('ruled-out');
    expect(by({ prefix: '0.0.0.0/0', device: 'eth0', gateway: '172.28.0.1' })).toBe('ruled-out');
  });
});
