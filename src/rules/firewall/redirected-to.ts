import { valueIn } from '../../facts/fact.js';
import { serves } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { type Quote, sayQuote, sourceOf } from '../../firewall/quote.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { at, takersOf } from '../serving.js';
import type { Judged, WalkSeen } from './judged.js';
import { type HolderSeen, moving, withoutRedirect } from './redirect-fixes.js';
import { whom } from './words.js';

/** What it takes to say of a rule that where it leads to takes no connections. */
export type FoundSeen = WalkSeen & HolderSeen;

/** Those of the sockets that have the port that a rule sends on to, on whatever address. */
export const onPortOf = ({ walk }: Judged, sockets: readonly Socket[], { protocol }: Question) =>
  sockets.filter(each => each.local.port === walk.destination.port && serves(each, protocol));

/** Why the rewritten destination takes no connections; `there` is undefined for a loopback address. */
function reason(there: readonly Socket[] | undefined): string {
  if (!there)
    return ', a loopback address, where the kernel takes no packet that came from outside (route_localnet is off)';
  const addresses = [...new Set(there.map(each => each.local.address))];
  return addresses.length
    ? `, and that port is listened on at ${addresses.join(', ')} only`
    : ', where nothing listens';
}

/** `there`: who listens on the new port, on another address; undefined where the new address is a loopback one. */
export function found(
  seen: FoundSeen,
  judged: Judged,
  quote: Quote,
  question: Question,
  there: readonly Socket[] | undefined,
): Finding {
  const { walk } = judged;
  const sockets = valueIn(seen.sockets) ?? [];
  const other = there?.[0];
  const goal = at(walk.destination.address, walk.destination.port);
  const served = takersOf(sockets, question).length > 0;
  const listened = sockets.some(each => each.local.port === question.port && serves(each, question.protocol));
  const instead = served ? `; the server on port ${question.port} never sees it` : '';
  return {
    severity: 'error',
    summary: `A NAT rule sends connections of ${whom(question)} to ${at(question.address, question.port)} on to ${goal}${reason(there)}${instead}: ${sayQuote(quote)}.`,
    says: `redirected to ${goal}`,
    outcome: there && walk.verdict !== 'drop' ? 'refused' : 'timeout',
    evidence: [
      { fact: 'firewall', says: `${sayQuote(quote)} leads to ${goal}`, source: sourceOf(quote) },
      ...(there
        ? [{ fact: 'listeners' as const, says: `Nobody listens on ${goal}`, source: 'sock_diag' }]
        : []),
    ],
    ...withoutRedirect(
      judged,
      quote,
      question,
      listened,
      other && moving(seen, valueIn(seen.listeners) ?? sockets, other, walk),
    ),
  };
}
