import { type Fact, valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { takersOf } from '../serving.js';
import { growthOf } from './counted.js';
import type { WalkSeen } from './judged.js';
import { findRule, RULE_UNREAD } from './own-word.js';
import { asked } from './words.js';

interface Looked extends WalkSeen {
  readonly resampled: Fact<readonly Socket[]>;
}

/**
 * This machine's connection to itself that its listener heard of, and whose answer never came back: it waits in SYN-RECV,
 * where on loopback nothing waits for longer than a moment (tcp(7), RFC 9293 3.5).
 */
const waits = ({ resampled }: Looked, { address, port }: Question): Socket | undefined =>
  (valueIn(resampled) ?? []).find(
    ({ state, local, remote }) =>
      state === 'syn-recv' &&
      local.port === port &&
      unmapped(local.address) === address &&
      remote.address === local.address,
  );

/** The rules could not be read, but the attempt timed out although the listener heard of it and has room. */
export function handshakeLost(seen: Looked, question: Question): Finding | undefined {
  const { probes, sockets, limits } = seen;
  if (!question.local || question.vantage.kind !== 'self') return undefined;
  if (probeOf(valueIn(probes), question)?.outcome !== 'timeout') return undefined;
  const waiting = waits(seen, question);
  if (!waiting || takersOf(valueIn(sockets) ?? [], question).length === 0) return undefined;
  // A full queue keeps connections waiting likewise, and where no route leads back it is not the rules that lose the answer.
  if (growthOf(limits, 'ListenDrops') > 0 || growthOf(limits, 'OutNoRoutes') > 0) return undefined;
  return {
    severity: 'error',
    summary: `A rule of this machine's own firewall drops the answers of ${asked(question)} to this machine itself: the request to connect arrives, and its answer never comes back. ${RULE_UNREAD}`,
    says: 'drops the replies',
    outcome: 'timeout',
    evidence: [
      {
        fact: 'resampled',
        says: `The attempt from ${waiting.remote.address}:${waiting.remote.port} waits half open at the server (SYN-RECV), and timed out here`,
        source: 'sock_diag or /proc/net/tcp',
      },
    ],
    fixes: [findRule('drops')],
  };
}
