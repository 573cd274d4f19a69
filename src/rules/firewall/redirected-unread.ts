import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { takersOf } from '../serving.js';
import { areRefusedElsewhere, growthOf, vanishedBy } from './counted.js';
import type { WalkSeen } from './judged.js';
import { findRule } from './own-word.js';
import { asked } from './words.js';

/**
 * The rules could not be read, but a socket takes this connection of the machine to itself, all that came in was
 * delivered, and the kernel's own TCP refused it: so it was delivered to another port, which a NAT rule alone can do.
 */
export function redirectedUnread(seen: WalkSeen, question: Question): Finding | undefined {
  const { limits, sockets, probes } = seen;
  const all = valueIn(probes) ?? [];
  const probe = question.vantage.kind === 'self' && question.local ? probeOf(all, question) : undefined;
  if (probe?.outcome !== 'refused' || !probe.byReset) return undefined;
  if (takersOf(valueIn(sockets) ?? [], question).length === 0) return undefined;
  // Who takes connections may reset them, and the kernel counts those too.
  if (all.some(({ protocol, outcome }) => protocol === 'tcp' && outcome !== 'refused')) return undefined;
  const resets = growthOf(limits, 'OutRsts');
  if (resets === 0 || areRefusedElsewhere(limits, all) || vanishedBy(limits, question.family) > 0)
    return undefined;
  return {
    severity: 'error',
    summary: `A NAT rule sends this machine's own connections to ${asked(question)} on to a port where nothing listens: a server does listen on ${question.port}, and never sees them. Which rule it is cannot be read without root.`,
    says: 'redirected',
    outcome: 'refused',
    evidence: [
      {
        fact: 'limits',
        says: `The kernel's TCP refused the connection itself (OutRsts grew by ${resets}), and for a socket that listens it takes it`,
        source: '/proc/net/snmp',
      },
    ],
    fixes: [findRule('redirects')],
  };
}
