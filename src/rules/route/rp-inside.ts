import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { whileNamespaceLasts } from '../lasting.js';
import { nameOf } from '../namespace/inside.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { backBy, readAt, routeInside } from './router-inside.js';
import { type Sent, type SentSeen, sentTo } from './sent-inside.js';
import { host } from './way.js';

type Way = NonNullable<Namespace['routes']>[number];

const STRICT = 1;

/**
 * The namespace that the connection is sent on to filters by reverse path, and its way back to whom it comes from leaves by
 * another interface than the one on the network of the server's address.
 */
export function filteredInside(seen: SentSeen, question: Question): Finding | Unchecked | undefined {
  const sent = sentTo(seen, question);
  if (!sent) return undefined;
  const { routes, reversePathFilter } = sent.space;
  const where = nameOf(sent.space, undefined);
  if (!routes) {
    const strict = Object.values(reversePathFilter ?? {}).includes(STRICT);
    return strict
      ? unchecked(`rp_filter is strict inside ${where}, and the policy rules there decide about the way back`)
      : undefined;
  }
  const input = routeInside(routes, sent.destination);
  const back = routeInside(routes, sent.source);
  if (!input?.device || !back?.device || back.device === input.device) return undefined;
  if (!reversePathFilter) return unchecked(`rp_filter inside ${where} could not be read`);
  if (Math.max(reversePathFilter.all ?? 0, reversePathFilter[input.device] ?? 0) !== STRICT) return undefined;
  return filtered(sent, where, input, back, question, seen.interfaces);
}

function filtered(
  { space, destination, source }: Sent,
  where: string,
  input: Way,
  back: Way,
  { vantage }: Question,
  interfaces: readonly Interface[],
): Finding {
  const enter = `nsenter -t ${space.pids[0]} -n`;
  const { all, [input.device ?? '']: own = 'unknown' } = space.reversePathFilter ?? {};
  return {
    severity: 'error',
    summary: `Inside ${where} the kernel drops packets from ${source} as they come in by ${input.device}, because the way back to it is ${back.device} (rp_filter is 1, strict).`,
    says: `rp_filter inside ${where} drops ${source}`,
    headline: `reverse-path filtering inside ${where} drops the client`,
    outcome: 'timeout',
    evidence: [
      {
        fact: 'namespaces',
        says: `Inside ${where}, rp_filter is ${own} on ${input.device} and ${all} for all; the larger one counts`,
        source: `${enter} cat /proc/sys/net/ipv4/conf/${input.device}/rp_filter`,
      },
      {
        fact: 'namespaces',
        says: `Inside ${where}, ${destination} is on ${input.prefix} (${input.device}), and ${source} is reached by ${back.prefix} (${back.device})`,
        source: readAt(space, source),
      },
    ],
    fixes: fixesOf(enter, input, vantage.network ?? host(source), source, interfaces, space),
  };
}

/** A way back by the interface that they come in by; or a looser filter. */
function fixesOf(
  enter: string,
  input: Way,
  clients: string,
  source: string,
  interfaces: readonly Interface[],
  space: Namespace,
): readonly Fix[] {
  const loose: Fix = {
    title: 'Filter loosely: any way back will do',
    text: `  sudo ${enter} sysctl -w net.ipv4.conf.all.rp_filter=2 ${quoted(`net.ipv4.conf.${input.device?.replaceAll('.', '/')}.rp_filter=2`)}\nThe replies to ${source} then leave by the other interface, where they may be lost. ${whileNamespaceLasts}`,
    needsRoot: true,
  };
  return [...backBy(enter, input, clients, interfaces, space), loose];
}
