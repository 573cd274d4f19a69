import { known, valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { elsewhere, isUnasked } from '../remote/elsewhere.js';
import type { Finding } from '../rule.js';
import { growthOf } from './counted.js';
import type { WalkSeen } from './judged.js';
import { findRule, RULE_UNREAD } from './own-word.js';
import { asked } from './words.js';

/**
 * The rules could not be read, but another machine's port was refused by a reset, and nobody was asked for the hardware
 * address that packets to it need: none went out. The kernel counts the resets that its TCP sends (OutRsts), as for a
 * closed port that a NAT rule leads to, and not those of a rule that rejects (net/ipv4/netfilter/nf_reject_ipv4.c).
 */
export function refusedUnsent(seen: WalkSeen, question: Question): Finding | undefined {
  const { probes, routes, interfaces, limits } = seen;
  const lead = elsewhere(valueIn(probes) ?? [], routes, known(interfaces, 'rtnetlink'), question);
  if (lead?.probe.outcome !== 'refused' || !lead.probe.byReset) return undefined;
  if (!isUnasked(lead, known(interfaces, 'rtnetlink'), question)) return undefined;
  if (growthOf(limits, 'InReceives') === 0 || growthOf(limits, 'OutRsts') > 0) return undefined;
  const hop = lead.route?.gateway ?? question.address;
  return {
    severity: 'error',
    summary: `A rule of this machine's own firewall rejects its connections to ${asked(question)}: they were refused before any packet left, for nobody was asked for the hardware address of ${hop}. ${RULE_UNREAD}`,
    says: `blocks the way out to ${asked(question)}`,
    outcome: 'refused',
    evidence: [
      {
        fact: 'routes',
        says: `${hop} is not among the neighbours of ${lead.route?.device}, to whom packets are sent, and the kernel's TCP sent no reset (OutRsts)`,
        source: 'ip neigh, /proc/net/snmp',
      },
    ],
    fixes: [findRule('rejects')],
  };
}
