import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Json, Statement } from '../../../src/facts/firewall/types.js';
import type { Overlay } from '../../../src/facts/interfaces/types.js';
import { rule } from '../../../src/rules/firewall/drop.js';
import { nft, rulesOf } from '../../support/firewall.js';
import {
  fromClient,
  fromHere,
  lookup,
  loopback,
  nic,
  route,
  routing,
  verdictOf,
  world,
} from '../../support/ground.js';
import { attempt } from '../../support/talks.js';

const matches = (field: Json, right: Json): Statement => ({
  match: { op: '==', left: { payload: field }, right },
});
const toOverlay = matches({ protocol: 'udp', field: 'dport' }, 8472);
const from = (source: string) => matches({ protocol: 'ip', field: 'saddr' }, source);
const dropped = [[toOverlay, { drop: null }]];

const peer = '10.77.0.9';
const seen = (
  rules: readonly (readonly Statement[])[],
  overlay: Overlay = { port: 8472, peer },
  outcome: 'timeout' | 'connected' | 'refused' = 'timeout',
  routers: readonly string[] = [],
) => {
  const heard = { device: 'eth0', hardwareAddress: '02:00:00:00:00:09', state: 'stale' } as const;
  return world({
    firewall: known(
      rulesOf(
        nft(
          'input',
          rules.map(each => [...each]),
        ),
      ),
      'nft',
    ),
    interfaces: known(
      [
        loopback,
        nic('eth0', ['10.77.0.1/24']),
        nic('vx0', ['10.42.0.1/24'], { index: 7, kind: 'vxlan', carriedBy: 2, overlay }),
      ],
      'rtnetlink',
    ),
    routes: known(
      routing({
        lookups: [lookup('10.42.0.2', { gateway: null, device: 'vx0' })],
        routes: routers.map(gateway => route('default', { gateway })),
        neighbours: [
          { ...heard, address: peer },
          { ...heard, address: '10.77.0.8' },
        ],
      }),
      'rtnetlink',
    ),
    probes: known([attempt([], { address: '10.42.0.2', outcome })], 'connect()'),
  });
};
const outward = fromHere({ address: '10.42.0.2', local: false });
const inward = fromClient('10.42.0.2', { address: '10.42.0.1' }, 'vx0');
const stopped = {
  severity: 'error',
  headline: "this machine's firewall stops what carries vx0",
  summary: expect.stringContaining('the UDP packets to 10.77.0.1:8472 that carry vx0'),
};

describe('what carries an overlay', () => {
  it('is missed by who asks by it, and by who is asked by it', () => {
    expect(verdictOf(rule, seen(dropped), outward)).toMatchObject(stopped);
    expect(verdictOf(rule, seen(dropped), inward)).toMatchObject(stopped);
  });

  it('comes from the other machine alone where there is one alone', () => {
    const others = [[from('10.77.0.8'), toOverlay, { drop: null }]];
    const peers = [[from(peer), toOverlay, { drop: null }]];
    expect(verdictOf(rule, seen(others), outward)).toBe('ruled-out');
    expect(verdictOf(rule, seen(peers), outward)).toMatchObject(stopped);
  });

  it('may come from anybody near where a table of its own knows them', () => {
    const many = { port: 8472, peer: null };
    expect(verdictOf(rule, seen(dropped, many), outward)).toMatchObject(stopped);
    expect(verdictOf(rule, seen([[from(peer), toOverlay, { drop: null }]], many), outward)).toBe('ruled-out');
    expect(verdictOf(rule, seen(dropped, many), inward)).toBe('ruled-out');
  });

  it('is not known to be stopped by what is done to a router alone', () => {
    const many = { port: 8472, peer: null };
    const nobody = seen(dropped, many, 'timeout', [peer, '10.77.0.8']);
    expect(verdictOf(rule, nobody, outward)).toBe('ruled-out');
  });

  it.each(['connected', 'refused'] as const)('is not looked at where a connection was %s', outcome =>
    expect(verdictOf(rule, seen(dropped, undefined, outcome), outward)).toBe('ruled-out'),
  );
});
