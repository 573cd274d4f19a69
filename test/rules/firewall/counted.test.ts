import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { CounterName } from '../../../src/facts/limits/types.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import type { Neighbour } from '../../../src/facts/routes/types.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as egress } from '../../../src/rules/firewall/egress-blocked.js';
import { rule as redirected } from '../../../src/rules/firewall/redirected.js';
import { rule as reject } from '../../../src/rules/firewall/reject.js';
import { rule as replies } from '../../../src/rules/firewall/reply-dropped.js';
import {
  fromHere,
  listener,
  lookup,
  nic,
  routing,
  toNeighbour,
  verdictOf,
  world,
} from '../../support/ground.js';
import { probe } from '../../support/healthy.js';

const NOT_READ = 'unchecked: root';

/** An ordinary user's look: the rules are not read, and the counters grew so. */
const counting = (
  probes: readonly Probe[],
  after: Partial<Record<CounterName, number>>,
  more: Parameters<typeof world>[0] = {},
) =>
  world({
    firewall: unknown('needs-root', 'root'),
    probes: known(probes, 'connections made'),
    limits: known({ conntrack: null, counters: { before: {}, after } } as never, '/proc'),
    ...more,
  });

describe('answers that come in and are not let through', () => {
  const late = {
    ...probe('10.77.0.9', 8000, 'timeout'),
    repeats: { tried: 7, connected: 0, slow: 0, refused: 0 },
  };
  const asked = (after: Partial<Record<CounterName, number>>) =>
    verdictOf(replies, counting([late], after), toNeighbour);

  it('are the doing of a rule of this machine', () =>
    expect(asked({ InReceives: 20, InDelivers: 4 })).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
    }));

  it('are not, where they were dropped as packets from this machine itself', () =>
    expect(asked({ InReceives: 20, InDelivers: 4, in_martian_src: 16 })).toBe(NOT_READ));

  it.each<Partial<Record<CounterName, number>>>([
    { InReceives: 19, InDelivers: 4 },
    { InReceives: 20, InDelivers: 4, ForwDatagrams: 1 },
    { InReceives: 20, InDelivers: 4, IPReversePathFilter: 16 },
    { InReceives: 0 },
  ])('are not told where something else became of them, or of too few: %o', after =>
    expect(asked(after)).toBe(NOT_READ),
  );

  it('are not told of IPv6, which these counters leave out', () => {
    const there = { address: 'fd77::9', family: 6 as const, local: false };
    const world6 = counting([probe('fd77::9', 8000, 'timeout')], { InReceives: 20 });
    expect(verdictOf(replies, world6, fromHere(there))).toBe(NOT_READ);
  });
});

describe("this machine's connection to itself that times out", () => {
  const late = [probe('127.0.0.1', 8000, 'timeout'), probe('::1', 8000, 'timeout')];
  const asked = (after: Partial<Record<CounterName, number>>, more: Parameters<typeof world>[0] = {}) =>
    verdictOf(drop, counting(late, after, more), fromHere());

  it.each<Partial<Record<CounterName, number>>>([{ InReceives: 4, InDelivers: 2 }, { TCPRetransFail: 2 }])(
    'is dropped by a rule: %o',
    after =>
      expect(asked(after)).toMatchObject({ severity: 'error', outcome: 'timeout', says: 'drops 8000/tcp' }),
  );

  it('is dropped by a rule too where the one attempt was sent again once, in vain', () => {
    const one = (unsent: number) =>
      verdictOf(drop, counting([late[0]!], { TCPRetransFail: unsent }), fromHere());
    expect(one(1)).toMatchObject({ severity: 'error', says: 'drops 8000/tcp' });
    expect(one(0)).toBe(NOT_READ);
  });

  it('may have other reasons', () => {
    expect(asked({ TCPRetransFail: 1 })).toBe(NOT_READ);
    expect(asked({ InReceives: 4, InDelivers: 3 })).toBe(NOT_READ);
    expect(asked({ InReceives: 4, InDelivers: 2, ListenDrops: 2 })).toBe(NOT_READ);
    expect(asked({ InReceives: 4 }, { sockets: known([], 'sock_diag') })).toBe(NOT_READ);
  });
});

describe("this machine's connection to itself that is refused", () => {
  const refusal = { ...probe('127.0.0.1', 8000, 'refused'), byReset: true as const };
  const other = { ...probe('::1', 8000, 'refused'), byReset: true as const };
  const asked = (OutRsts: number, more: Parameters<typeof world>[0] = {}, InDelivers = 2) =>
    verdictOf(reject, counting([refusal, other], { InReceives: 4, InDelivers, OutRsts }, more), fromHere());

  it('is rejected by a rule where TCP sent no reset for it', () =>
    expect(asked(1)).toMatchObject({ severity: 'error', outcome: 'refused', says: 'rejects 8000/tcp' }));

  it('is not told where TCP sent the reset, where nobody listens, and where nothing was counted', () => {
    expect(asked(2)).toBe(NOT_READ);
    expect(asked(1, { sockets: known([], 'sock_diag') })).toBe(NOT_READ);
    expect(verdictOf(reject, counting([refusal], {}), fromHere())).toBe(NOT_READ);
  });

  it('was sent on by a rule where TCP refused it itself, and all that came in was delivered', () => {
    const refused = [refusal, other];
    const led = (
      after: Partial<Record<CounterName, number>>,
      probes: readonly Probe[] = refused,
      more: Parameters<typeof world>[0] = {},
    ) =>
      verdictOf(redirected, counting(probes, { InReceives: 4, InDelivers: 4, ...after }, more), fromHere());
    expect(led({ OutRsts: 2 })).toMatchObject({ severity: 'error', outcome: 'refused', says: 'redirected' });
    expect(led({ OutRsts: 2, InDelivers: 3 })).toBe(NOT_READ);
    expect(led({ OutRsts: 1 })).toBe(NOT_READ);
    expect(led({ OutRsts: 0, InReceives: 0 })).toBe(NOT_READ);
    expect(led({ OutRsts: 2 }, refused, { sockets: known([], 'sock_diag') })).toBe(NOT_READ);
    // docker-proxy takes those of loopback, and resets them when the container does.
    expect(led({ OutRsts: 2 }, [refusal, { ...other, outcome: 'connected' }])).toBe(NOT_READ);
  });

  it('is not told where nothing vanished: a container that it was sent on to refuses it as well', () =>
    expect(asked(0, {}, 4)).toBe(NOT_READ));
});

describe("this machine's connection to another that is refused by a reset", () => {
  const card = {
    ...nic('eth0', ['10.77.0.1/24']),
    hardwareAddress: '02:00:00:00:00:01',
    flags: ['UP', 'LOWER_UP'],
  };
  const heard = {
    address: '10.77.0.9',
    device: 'eth0',
    hardwareAddress: '02:00:00:00:00:09',
    state: 'reachable',
  };
  const asked = (after: Partial<Record<CounterName, number>>, neighbours: readonly Neighbour[] = []) =>
    verdictOf(
      egress,
      counting([{ ...probe('10.77.0.9', 8000, 'refused'), byReset: true }], after, {
        interfaces: known([card], 'rtnetlink'),
        routes: known(
          routing({ lookups: [lookup('10.77.0.9', { gateway: null })], neighbours }),
          'rtnetlink',
        ),
      }),
      toNeighbour,
    );

  it('is rejected by a rule where nobody was asked for whom packets to it are handed to', () =>
    expect(asked({ OutRequests: 2, OutSegs: 1 })).toMatchObject({ severity: 'error', outcome: 'refused' }));

  it('is not told where somebody was, or TCP may have sent it all, as where NAT leads it elsewhere', () => {
    expect(asked({ OutRequests: 2, OutSegs: 1 }, [heard])).toBe(NOT_READ);
    expect(asked({ OutRequests: 2, OutSegs: 2 })).toBe(NOT_READ);
    expect(asked({ OutRequests: 4, OutSegs: 2, OutDatagrams: 1, OutMsgs: 1 })).toBe(NOT_READ);
    expect(asked({})).toBe(NOT_READ);
  });
});

describe('a datagram of this machine to itself that is refused', () => {
  const refusal = {
    ...probe('127.0.0.1', 9000, 'refused'),
    protocol: 'udp' as const,
    offender: { address: '127.0.0.1', type: 3, code: 3 },
  };
  const waiting = listener('0.0.0.0', 9000, { protocol: 'udp', state: 'unconnected' });
  const asked = (after: Partial<Record<CounterName, number>>, more: Parameters<typeof world>[0] = {}) =>
    verdictOf(
      reject,
      counting([refusal], after, { sockets: known([waiting], 'sock_diag'), ...more }),
      fromHere({ protocol: 'udp', port: 9000 }),
    );

  it('is rejected by a rule where UDP had a socket for it', () =>
    expect(asked({ InReceives: 2 })).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      says: 'rejects 9000/udp',
    }));

  it('is not told where UDP found no socket, where nobody is there, and where nothing was counted', () => {
    expect(asked({ InReceives: 2, NoPorts: 1 })).toBe(NOT_READ);
    expect(asked({ InReceives: 2 }, { sockets: known([], 'sock_diag') })).toBe(NOT_READ);
    expect(asked({ InReceives: 1, InDelivers: 1 })).toBe(NOT_READ);
    expect(asked({})).toBe(NOT_READ);
  });
});

describe("this machine's connection to itself that waits half open", () => {
  const late = probe('127.0.0.1', 8000, 'timeout');
  const open = (over: object = {}) => ({
    ...listener('127.0.0.1', 8000, { state: 'syn-recv' }),
    remote: { address: '127.0.0.1', port: 40000 },
    ...over,
  });
  const seen = (after: Partial<Record<CounterName, number>>, half = open(), attempt = late) =>
    counting([attempt], after, { resampled: known([half], 'sock_diag') });

  it('got no answer, because a rule drops it', () => {
    expect(verdictOf(replies, seen({}), fromHere())).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      says: 'drops the replies',
    });
    // The answer came in and was not let through: no packet of the request was.
    expect(verdictOf(drop, seen({ InReceives: 4, InDelivers: 1 }), fromHere())).toBe(NOT_READ);
  });

  it('may wait for other reasons', () => {
    const told = (...asked: Parameters<typeof seen>) => verdictOf(replies, seen(...asked), fromHere());
    expect(told({ ListenDrops: 1 })).toBe(NOT_READ);
    expect(told({ OutNoRoutes: 1 })).toBe(NOT_READ);
    expect(told({}, open({ remote: { address: '10.77.0.9', port: 40000 } }))).toBe(NOT_READ);
    expect(told({}, open({ state: 'established' }))).toBe(NOT_READ);
    expect(told({}, open(), probe('127.0.0.1', 8000))).toBe('ruled-out');
  });
});

describe('what this machine sends to itself, and nobody is given', () => {
  const silent = {
    ...probe('127.0.0.1', 9000),
    protocol: 'udp' as const,
    conversations: [{ outcome: 'silent' }] as unknown as Probe['conversations'],
  };
  const waiting = listener('0.0.0.0', 9000, { protocol: 'udp', state: 'unconnected' });
  const sent = (after: Partial<Record<CounterName, number>>, attempt: Probe = silent, sockets = [waiting]) =>
    verdictOf(
      drop,
      counting([attempt], after, { sockets: known(sockets, 'sock_diag') }),
      fromHere({ protocol: 'udp', port: 9000 }),
    );

  it('is dropped by a rule, over UDP too, where silence tells nothing', () =>
    expect(sent({ InReceives: 1 })).toMatchObject({
      severity: 'error',
      outcome: 'no-answer',
      says: 'drops 9000/udp',
    }));

  it('is dropped over IPv6 as well', () => {
    const seen = counting(
      [probe('::1', 8000, 'timeout')],
      { Ip6InReceives: 2 },
      {
        sockets: known([listener('::', 8000)], 'sock_diag'),
      },
    );
    const asked = { address: '::1', family: 6 as const };
    expect(verdictOf(drop, seen, fromHere(asked))).toMatchObject({ outcome: 'timeout' });
  });

  it('is not told where others had theirs sent on meanwhile', () => {
    expect(sent({ InReceives: 8, ForwDatagrams: 8 })).toBe(NOT_READ);
    const limits = known(
      {
        conntrack: null,
        ipv6Forward: true,
        counters: { before: {}, after: { Ip6InReceives: 8 } },
      } as never,
      '/proc',
    );
    const asked = fromHere({ address: '::1', family: 6 });
    const sockets = known([listener('::', 8000)], 'sock_diag');
    expect(verdictOf(drop, counting([probe('::1', 8000, 'timeout')], {}, { limits, sockets }), asked)).toBe(
      NOT_READ,
    );
  });

  it('is not told where anything was delivered, nothing came in, it was answered, or nobody is there', () => {
    expect(sent({ InReceives: 2, InDelivers: 1 })).toBe(NOT_READ);
    expect(sent({})).toBe(NOT_READ);
    const answered = [{ outcome: 'answered' }] as unknown as Probe['conversations'];
    expect(sent({ InReceives: 1 }, { ...silent, conversations: answered })).toBe('ruled-out');
    expect(sent({ InReceives: 1 }, silent, [])).toBe(NOT_READ);
  });
});
