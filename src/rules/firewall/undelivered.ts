import { valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Evidence, Finding } from '../rule.js';
import { takersOf } from '../serving.js';
import { growthOf, vanishedBy } from './counted.js';
import type { WalkSeen } from './judged.js';
import { findRule, RULE_UNREAD } from './own-word.js';
import { asked } from './words.js';

/** Nobody said a word: over UDP that is no fault in itself. */
const isSilent = ({ protocol, outcome, conversations }: Probe): boolean =>
  outcome === 'timeout' ||
  (protocol === 'udp' && outcome === 'connected' && conversations.every(each => each.outcome === 'silent'));

/** Packets of this attempt that must have come in: a request to connect is sent again within a second (RFC 6298). */
const packetsOf = ({ protocol }: Probe): number => (protocol === 'udp' ? 1 : 2);

/** While it was tried, packets came in by this family and none at all was given to TCP, UDP or another protocol. */
function nothingDelivered({ limits }: WalkSeen, probe: Probe, six: boolean): Evidence | undefined {
  const received = vanishedBy(limits, six ? 6 : 4);
  const delivered = growthOf(limits, six ? 'Ip6InDelivers' : 'InDelivers');
  if (received < packetsOf(probe) || delivered > 0) return undefined;
  return {
    fact: 'limits',
    says: `While it was tried, ${received} packets came in by IPv${six ? 6 : 4}, and none was delivered (InReceives, InDelivers)`,
    source: six ? '/proc/net/snmp6' : '/proc/net/snmp',
  };
}

/**
 * This machine's attempt at itself met silence although a socket takes it, and the kernel delivered nothing in that time:
 * on loopback only a packet filter makes packets vanish. Where others' packets came in too, nothing is told.
 */
export function undelivered(seen: WalkSeen, question: Question): Finding | undefined {
  const { local, vantage, family, port, protocol } = question;
  const probe = local && vantage.kind === 'self' ? probeOf(valueIn(seen.probes), question) : undefined;
  if (!probe || !isSilent(probe) || takersOf(valueIn(seen.sockets) ?? [], question).length === 0)
    return undefined;
  const proof = nothingDelivered(seen, probe, family === 6);
  return (
    proof && {
      severity: 'error',
      summary: `A rule of this machine's own firewall drops what it sends to ${asked(question)}: a server listens there, and the packets never reach it. ${RULE_UNREAD}`,
      says: `drops ${port}/${protocol}`,
      outcome: probe.outcome === 'timeout' ? 'timeout' : 'no-answer',
      evidence: [proof],
      fixes: [findRule('drops')],
    }
  );
}
