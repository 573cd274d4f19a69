import type { Probe } from '../../facts/probes/types.js';
import { CONNECTED } from '../../facts/sockets/states.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Evidence } from '../rule.js';
import { asksUrl } from '../talk.js';
import { isTheirs } from './theirs.js';

/** Sent again so often, the last time 0.6 s after the first (TCP_RTO_MIN doubles). */
const OFTEN = 2;
/** The last segment of what was sent is a small one, and may arrive. */
const TAIL = 1;
/** The client was heard this much later than its large segments were first sent, milliseconds. */
const LATER = 1000;

/** What is sent before any of it need be acknowledged (RFC 6928), segments: a TLS handshake and the head of an answer fit. */
const WINDOW = 10;

/** Connections of one client whose large segments never arrive. */
export interface Stuck {
  readonly client: string;
  readonly evidence: Evidence;
  /** Only another connection from the same address was heard, which may be somebody else's. */
  readonly shared: boolean;
  /** What was asked for takes large segments too. */
  readonly concerned: boolean;
}

/** It has begun to answer, and sends segments as large as may be again and again; where some only are lost, others arrive. */
const isStuck = ({ passed, queue }: Socket): boolean =>
  passed?.segment !== undefined &&
  passed.received > 0 &&
  (passed.beyond ?? 0) <= TAIL &&
  (passed.retransmits ?? 0) >= OFTEN &&
  passed.acknowledged < WINDOW * passed.segment &&
  (queue.limit ?? 0) >= passed.segment;

/** The client acknowledged something on one connection long after another one began to be stuck. */
const isHeard = ({ passed }: Socket, stuck: Socket): boolean =>
  (passed?.heardAgo ?? Infinity) + LATER < (stuck.passed?.busyFor ?? 0);

/** So much was acknowledged that a large segment was among it, most likely: the certificates of a TLS handshake are. */
const ENOUGH = 2;

/** Large segments do get there: what is stuck beside it belongs to somebody else behind the same address, who went away. */
const isServed = ({ passed }: Socket): boolean =>
  passed?.segment !== undefined && passed.acknowledged >= ENOUGH * passed.segment;

/**
 * What a client's own connections show: large segments do not get to it, and it is alive, for it acknowledged small
 * ones, on this connection or another, a second and more after the large ones were first sent (tcpi_last_ack_recv,
 * tcpi_busy_time). One that went away acknowledges nothing; one that does not read closes its window and is not sent to.
 */
export function stuckReplies(
  sockets: readonly Socket[],
  probes: readonly Probe[],
  question: Question,
): Stuck | undefined {
  if (question.vantage.kind === 'self' || !question.local || question.protocol !== 'tcp') return undefined;
  const theirs = sockets.filter(each => CONNECTED.has(each.state) && isTheirs(each, question));
  const stuck = theirs.filter(each => {
    if (!isStuck(each)) return false;
    const same = theirs.filter(({ remote }) => remote.address === each.remote.address);
    return (
      same.some(other => isHeard(other, each)) && !same.some(other => !isStuck(other) && isServed(other))
    );
  });
  const [first] = stuck;
  if (!first) return undefined;
  const client = unmapped(first.remote.address);
  const { segment = 0, retransmits = 0 } = first.passed ?? {};
  const http = probeOf(probes, question)?.conversations[0]?.http;
  const size = Number(http?.headers['content-length'] ?? http?.body.length ?? 0);
  return {
    client,
    shared: !stuck.some(each => isHeard(each, each)),
    concerned: asksUrl(question) && (question.target.scheme === 'https' || size > segment),
    evidence: {
      fact: 'sockets',
      says: `On ${counted(stuck.length, 'connection')} of ${client}, segments of ${segment} bytes were sent ${retransmits + 1} times in vain, while it acknowledged small ones later than that`,
      source: 'sock_diag (TCP_INFO)',
    },
  };
}
