import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { stalls } from '../../../src/facts/probes/stall.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import type { Socket, SocketState } from '../../../src/facts/sockets/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as mtuBlackhole } from '../../../src/rules/route/mtu-blackhole.js';
import { fromHere, fromLan, listener, lookup, routing, verdictOf, world } from '../../support/ground.js';
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
    [
      'small segments came late, as lost ones do',
      [headOnly, small({ http: answer('x', 300_000), ms: 1446 })],
    ],
    ['it was not tried', [headOnly]],
    ['the first answer was whole', [said({ http: answer('x', 1) }), small({ http: answer('x', 1) })]],
  ])('is ruled out where %s', (_, conversations) => {
    expect(verdictOf(mtuBlackhole, having(...conversations), question)).toBe('ruled-out');
  });
});

describe('route/mtu-blackhole of a server here', () => {
  const client = (port: number, passed: object, sent = 80_000, state: SocketState = 'established') =>
    listener('10.77.0.1', 8000, {
      state,
      remote: { address: '10.77.0.2', port },
      queue: { used: 0, limit: sent },
      passed: {
        received: 80,
        acknowledged: 204,
        segment: 1448,
        beyond: 0,
        retransmits: 3,
        heardAgo: 3000,
        busyFor: 3010,
        ...passed,
      },
    });
  const stuck = client(1, {});
  const tried = client(2, { heardAgo: 900, busyFor: 910 });
  const asked = (sockets: readonly Socket[], input = 'http://10.77.0.1:8000/') => {
    const of = fromLan({ target: parseTarget(input) });
    const answered = said({ address: '10.77.0.1', http: answer('', 300_000) });
    const probes = known([attempt([answered], { address: '10.77.0.1' })], 'connect()');
    return verdictOf(mtuBlackhole, world({ sockets: known(sockets, 'sock_diag'), probes }), of);
  };

  it('is found where a client that lives never gets its large segments', () => {
    expect(asked([stuck, tried])).toMatchObject({ severity: 'error', outcome: 'no-answer' });
    expect(asked([client(1, { heardAgo: 100 }, 80_000, 'close-wait')])).toMatchObject({ severity: 'error' });
    expect(asked([stuck, tried], '8000')).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
      summary: expect.stringContaining('Or several machines share the address'),
    });
    expect(asked([client(1, { heardAgo: 100 })], '8000')).toMatchObject({
      summary: expect.not.stringContaining('several machines'),
    });
  });

  it.each([
    ['nothing was heard of the client since', [stuck, client(2, { heardAgo: 2900 })]],
    ['another client was heard', [stuck, { ...tried, remote: { address: '10.77.0.9', port: 2 } }]],
    ['some large ones do arrive', [client(1, { beyond: 2, heardAgo: 100 })]],
    ['the client reads slowly', [client(1, { retransmits: 0, heardAgo: 100 })]],
    ['what is left is small', [client(1, { heardAgo: 100 }, 400)]],
    [
      'another connection of the address was served, by a TLS handshake say',
      [stuck, { ...tried, passed: { ...tried.passed!, acknowledged: 3200, retransmits: 0 } }],
    ],
    ['much of it has arrived', [client(1, { acknowledged: 90_000, heardAgo: 100 })]],
    [
      'others behind that address are served',
      [stuck, tried, client(3, { acknowledged: 90_000, retransmits: 0 })],
    ],
  ])('is ruled out where %s', (_, sockets) => {
    expect(asked(sockets)).toBe('ruled-out');
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
