import type { Leg, Stop } from '../../firewall/leg.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { banOf, placeOfBan } from './ban.js';
import type { Judged } from './judged.js';
import { endpointsFor } from './no-endpoints.js';
import { repair } from './repair.js';
import { asked, evidenceOf, outcomeOf, seenAs, stopSentence, whom } from './words.js';

/** ufw's own chains, or its default policy. */
const isUfws = ({ facts }: Judged, { quote }: Stop): boolean =>
  facts.firewall.owners.ufw &&
  quote !== null &&
  quote.engine !== 'nft' &&
  (/^ufw6?-/.test(quote.chain) || (quote.policy && quote.table === 'filter'));

/** It stops whoever the kernel's routes would not answer by the way they came: nftables' fib, iptables' rpfilter. */
const asksWayBack = ({ quote }: Stop): boolean =>
  /\bfib saddr\b.* oif |-m rpfilter\b/.test(quote?.text ?? '');

/** What a connection looks like that is ended once it is made. */
const ENDED = ['http/empty-reply', 'tcp/reset', 'tls/handshake'] as const;

/** What is said of a connection that rules stop on the way in, at its first packet or after. */
export function entering(judged: Judged, leg: Leg, stop: Stop, question: Question): Finding {
  const { facts, walk } = judged;
  const decided = placeOfBan(facts.firewall, stop);
  const ban = decided ? banOf(facts.firewall, decided, question.vantage.source) : undefined;
  const later = leg === walk.follow;
  const what = later
    ? `what ${whom(question)} ${question.vantage.kind === 'lan' ? 'send' : 'sends'} to ${asked(question)} once connected`
    : `connections to ${asked(question)} from ${ban ? (question.vantage.source ?? '') : whom(question)}`;
  const port = `${question.port}/${question.protocol}`;
  return {
    severity: 'error',
    summary: `${stopSentence(stop, what, isUfws(judged, stop), ban)}; ${seenAs(walk, leg, question)}.`,
    says: `${stop.verdict === 'reject' ? 'rejects' : 'drops'} ${port}`,
    outcome: outcomeOf(walk, leg, question),
    evidence: evidenceOf(stop),
    fixes: repair(facts, question, 'request'),
    ...(asksWayBack(stop) && { explainedBy: ['route/no-return-route', 'route/asymmetric'] as const }),
    // What this machine's own connections met was the rule's doing, and not the server's.
    ...(later && stop.verdict === 'reject' && question.vantage.kind === 'self' && { explains: [...ENDED] }),
    // The port of a Service is served by no socket of the node.
    ...(endpointsFor(stop.quote) && { explains: ['port/nothing-listens' as const] }),
  };
}
