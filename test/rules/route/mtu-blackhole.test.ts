import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { stalls } from '../../../src/facts/probes/stall.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { rule as mtuBlackhole } from '../../../src/rules/route/mtu-blackhole.js';
import { fromHere, lookup, routing, verdictOf, world } from '../../support/ground.js';
import { attempt } from '../../support/talks.js';

const said = (over: object): Conversation =>
  ({
    asked: 'http',
    reason: 'asked',
    address: '10.50.0.2',
    port: 8000,
    name: '10.50.0.2:8000',
    path: '/',
    outcome: 'answered',
    errno: null,
    firstBytes: '',
    protocol: 'http',
    banner: null,
    http: null,
    tls: null,
    ms: 3,
    ...over,
  }) as Conversation;
const answer = (body: string, length: number) => ({
  status: 200,
  reason: 'OK',
  headers: { 'content-length': String(length) },
  body,
});
const headOnly = said({ http: answer('', 300_000) });
const silent = said({ outcome: 'silent', asked: 'https', protocol: null });
const small = (over: object) => said({ reason: 'small-segments', ...over });
const question = fromHere({ address: '10.50.0.2', local: false });
const having = (...conversations: Conversation[]) =>
  world({
    routes: known(routing({ lookups: [lookup('10.50.0.2', { gateway: '10.77.0.2' })] }), 'rtnetlink'),
    probes: known([attempt(conversations, { address: '10.50.0.2' })], 'connect()'),
  });

describe('route/mtu-blackhole', () => {
  it.each([
    ['the body', headOnly, small({ http: answer('x', 300_000) })],
    ['the whole answer', said({ outcome: 'silent', protocol: null }), small({ http: answer('x', 5) })],
    ['the handshake', silent, small({ asked: 'https' })],
  ])('is found where %s comes in small segments only', (_, first, again) => {
    expect(verdictOf(mtuBlackhole, having(first, again), question)).toMatchObject({
      severity: 'error',
      fixes: [
        { steps: [{ command: 'ip route replace 10.50.0.2/32 via 10.77.0.2 dev eth0 mtu 576 advmss 536' }] },
        {},
      ],
    });
  });

  it.each([
    ['small segments stall too', [headOnly, small({ http: answer('', 300_000) })]],
    ['small segments are silent too', [silent, small({ outcome: 'silent' })]],
    ['it was not tried', [headOnly]],
    ['the first answer was whole', [said({ http: answer('x', 1) }), small({ http: answer('x', 1) })]],
  ])('is ruled out where %s', (_, conversations) => {
    expect(verdictOf(mtuBlackhole, having(...conversations), question)).toBe('ruled-out');
  });
});

describe('an answer that stalls', () => {
  it('announces a body that does not come, or does not come itself', () => {
    expect([headOnly, silent].map(stalls)).toEqual([true, true]);
  });

  it('is none that has no body to come, or was refused', () => {
    const others = [
      said({ http: answer('', 0) }),
      said({ http: { ...answer('', 9), status: 404 } }),
      said({ outcome: 'reset' }),
      said({ asked: 'listen', outcome: 'silent' }),
    ];
    expect(others.map(stalls)).toEqual([false, false, false, false]);
  });
});
