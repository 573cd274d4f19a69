import { known, valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { elsewhere, isUnasked } from '../remote/elsewhere.js';
import type { Finding } from '../rule.js';
import { growthOf } from './counted.js';
import type { WalkSeen } from './judged.js';
import { findRule, RULE_UNREAD } from './own-word.js';
import { asked } from './words.js';

/**
 * Packets of IPv4 that none of TCP, UDP and ICMP sent, as the reset of a rule that rejects is
 * (net/ipv4/netfilter/nf_reject_ipv4.c): TCP counts those for a closed port that a NAT rule leads to.
 */
const sentByNone = (limits: WalkSeen['limits']): number =>
  (['OutSegs', 'OutDatagrams', 'OutMsgs'] as const).reduce(
    (rest, name) => rest - growthOf(limits, name),
    growthOf(limits, 'OutRequests'),
  );

/**
 * The rules could not be read, but another machine's port was refused by a reset, nobody was asked for the hardware
 * address that packets to it need, so that none went out, and this machine sent one by which it may have refused itself.
 */
export function refusedUnsent(seen: WalkSeen, question: Question): Finding | undefined {
  const { probes, routes, interfaces, limits } = seen;
  const lead = elsewhere(valueIn(probes) ?? [], routes, known(interfaces, 'rtnetlink'), question);
  if (lead?.probe.outcome !== 'refused' || !lead.probe.byReset) return undefined;
  if (!isUnasked(lead, known(interfaces, 'rtnetlink'), question)) return undefined;
  if (sentByNone(limits) <= 0) return undefined;
  const hop = lead.route?.gateway ?? question.address;
  return {
    severity: 'error',
    summary: `A rule of this machine's own firewall rejects its connections to ${asked(question)}: they were refused before any packet left, for nobody was asked for the hardware address of ${hop}. ${RULE_UNREAD}`,
    says: `blocks the way out to ${asked(question)}`,
    outcome: 'refused',
    evidence: [
      {
        fact: 'routes',
        says: `${hop} is not among the neighbours of ${lead.route?.device}, to whom packets are sent, and this machine sent a packet that neither TCP nor UDP nor ICMP counts (OutRequests), as such a rule does`,
        source: 'ip neigh, /proc/net/snmp',
      },
    ],
    fixes: [findRule('rejects')],
  };
}
