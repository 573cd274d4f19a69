import { type Fact, valueIn } from '../../facts/fact.js';
import { holderOf } from '../../facts/interfaces/clients.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Limits } from '../../facts/limits/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import { growthOf, timedOut } from '../firewall/counted.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { evidenceOf, wayOut } from './way.js';

const STRICT = 1;

interface Seen {
  readonly routes: Routing;
  readonly interfaces: readonly Interface[];
  readonly limits: Fact<Limits>;
  readonly probes: Fact<readonly Probe[]>;
}

/** The interface that has the source address of what leaves by another one: the answers come in there. None comes in by a dummy. */
function answersAt(lookup: RouteLookup, interfaces: readonly Interface[]): string | undefined {
  const holder = lookup.source === null ? undefined : holderOf(lookup.source, interfaces);
  return holder && holder.kind !== 'dummy' && holder.name !== lookup.device ? holder.name : undefined;
}

/** The larger of `all` and its own counts. */
const isStrict = ({ reversePathFilter }: Routing, device: string): boolean =>
  Math.max(reversePathFilter.all ?? 0, reversePathFilter[device] ?? 0) === STRICT;

/**
 * Found where this machine's own connection leaves with the address of another interface than it leaves by, and that one
 * filters strictly: each attempt that timed out was sent again at least once, and as many packets were dropped by the
 * filter. The counter is the whole machine's, and by itself proves nothing: on a network with two cards, it grows all the time.
 */
export function filteredAnswers(
  { routes, interfaces, limits, probes }: Seen,
  question: Question,
): Finding | undefined {
  const lookup = wayOut(routes, question);
  const tried = (valueIn(probes) ?? []).filter(each => !each.address.includes(':'));
  if (!lookup?.device || question.family !== 4 || probeOf(tried, question)?.outcome !== 'timeout')
    return undefined;
  const device = answersAt(lookup, interfaces);
  const attempts = timedOut(tried);
  const dropped = growthOf(limits, 'IPReversePathFilter');
  if (device === undefined || !isStrict(routes, device)) return undefined;
  if (attempts === 0 || dropped < 2 * attempts) return undefined;
  return {
    severity: 'error',
    summary: `${at(question.address, question.port)} is asked by ${lookup.device}, and its answers come in by ${device}, which has the source address ${lookup.source}: the kernel drops them there, because the way to ${question.address} is another one (rp_filter is strict).`,
    says: `rp_filter drops the answers of ${question.address}`,
    headline: 'reverse-path filtering drops the answers',
    outcome: 'timeout',
    evidence: [
      evidenceOf(lookup),
      {
        fact: 'limits',
        says: `${dropped} packets were dropped by reverse-path filtering while it was tried`,
        source: '/proc/net/netstat (IPReversePathFilter)',
      },
    ],
    fixes: [
      {
        title: 'Filter loosely: any way back will do',
        steps: [{ do: 'run', command: 'sysctl -w net.ipv4.conf.all.rp_filter=2' }],
        text: `To keep it, write the setting into a file in /etc/sysctl.d. Better, let both ways be one: a route to ${question.address} by the interface that its answers come in by.`,
        risk: 'Packets with forged source addresses are then let in from every interface.',
        needsRoot: true,
      },
    ],
  };
}
