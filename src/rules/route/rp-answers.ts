import { type Fact, valueIn } from '../../facts/fact.js';
import type { Limits } from '../../facts/limits/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import { growthOf, timedOut } from '../firewall/counted.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { evidenceOf, wayOut } from './way.js';

const STRICT = 1;

interface Seen {
  readonly routes: Routing;
  readonly limits: Fact<Limits>;
  readonly probes: Fact<readonly Probe[]>;
}

/** The interfaces besides the one that leads out whose filter is strict: the larger of `all` and their own counts. */
const strictBeside = ({ reversePathFilter: { all = 0, default: _, ...own } }: Routing, device: string) =>
  Object.entries(own)
    .filter(([name, mode]) => name !== device && name !== 'lo' && Math.max(mode, all) === STRICT)
    .map(([name]) => name);

/**
 * Found where this machine's own connection is answered by another interface than it left by, and that one filters
 * strictly: each attempt that timed out was sent again at least once, and as many packets were dropped by the filter.
 */
export function filteredAnswers({ routes, limits, probes }: Seen, question: Question): Finding | undefined {
  const lookup = wayOut(routes, question);
  const tried = (valueIn(probes) ?? []).filter(each => !each.address.includes(':'));
  if (!lookup?.device || question.family !== 4 || probeOf(tried, question)?.outcome !== 'timeout')
    return undefined;
  const attempts = timedOut(tried);
  const dropped = growthOf(limits, 'IPReversePathFilter');
  const strict = strictBeside(routes, lookup.device);
  if (strict.length === 0 || attempts === 0 || dropped < 2 * attempts) return undefined;
  return {
    severity: 'error',
    summary: `${at(question.address, question.port)} is asked by ${lookup.device}, and its answers come in by another interface, where the kernel drops them: it would not go there by that one (rp_filter is strict on ${strict.join(', ')}).`,
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
