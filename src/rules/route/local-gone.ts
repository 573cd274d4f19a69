import type { Interface } from '../../facts/interfaces/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { ruleFits } from './policy-rule.js';
import { evidenceOf, LOCAL_TABLE, wayIn } from './way.js';

/**
 * Found where an interface has the address, and the kernel, which asks the local table first, does not take it for this
 * machine's own: its route is missing there. The kernel writes such routes by itself, and a script may have flushed them
 * (ip-route(8), table local). IPv4 only: an address of IPv6 has none before it is known to be nobody else's. A VRF has its
 * addresses in its own table.
 */
export function localRouteGone(
  routes: Routing,
  interfaces: readonly Interface[],
  question: Question,
): Finding | undefined {
  const { address, family } = question;
  const lookup = wayIn(routes, question);
  if (family !== 4 || (lookup?.type !== 'unicast' && lookup?.error !== 'EHOSTUNREACH')) return undefined;
  if (routes.rules.find(one => ruleFits(one, lookup))?.table !== LOCAL_TABLE) return undefined;
  const holder = interfaces.find(({ addresses }) => addresses.some(own => own.address === address));
  if (!holder?.flags.includes('UP') || holder.master !== null) return undefined;
  const device = holder.name;
  return {
    severity: 'error',
    summary: `${device} has the address ${address}, and its route is missing from the local table: the kernel does not take what comes in for it as its own.`,
    says: `no local route of ${address}`,
    headline: 'the kernel does not know its own address',
    outcome: 'timeout',
    evidence: [
      evidenceOf(lookup),
      { fact: 'interfaces', says: `${device} has ${address}`, source: 'rtnetlink' },
    ],
    fixes: [
      {
        title: 'Put the route back',
        steps: [
          {
            do: 'run',
            command: `ip route add local ${address} dev ${quoted(device)} table local proto kernel scope host src ${address}`,
          },
        ],
        text: 'The kernel writes these routes by itself: whatever flushes the table local has to leave them.',
        needsRoot: true,
      },
    ],
  };
}
