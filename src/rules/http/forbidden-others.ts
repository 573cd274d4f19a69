import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Question } from '../../net/question.js';
import type { Admittance } from '../../programs/access/client-rules-types.js';
import { UNANSWERED } from '../../programs/access/client-words.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Finding } from '../rule.js';
import { advice, clientsOf, finding } from '../talk.js';
import { admitFix } from './admit-fix.js';
import {
  answersFirst,
  type ByAddress,
  byAddress,
  decides,
  isUnseen,
  nothingFor,
  placeIn,
  type Seen,
  turnsAway,
} from './by-address.js';
import { noIndex } from './log-lines.js';
import { masterAmong, ownersOf } from './owner.js';

/** What would let a network in, in the words of the server whose rule it is. */
function howTo(rule: string): string {
  if (/^Require/.test(rule)) return 'Require ip NETWORK (or Require all granted)';
  if (/^d:/i.test(rule)) return 'A:NETWORK on a line of its own (a D: that fits comes before it)';
  if (/^(?:Allow|Deny) from /i.test(rule)) return 'a line Allow from NETWORK beside it, and Order deny,allow';
  return /^(?:allow|deny) \S+$/.test(rule)
    ? 'allow NETWORK; before the deny'
    : 'add the network to the addresses that it lets by';
}

export const byHand = (said: Admittance, whom: string): Fix =>
  advice(
    `Let clients from ${whom} in`,
    `At ${placeIn(said)}: ${howTo(said.text)}, then reload the server. It may be forbidden on purpose.`,
    true,
  );

/** What the web server's rules about addresses say of another machine: its answer to this one proves nothing of that. */
export function forOthers(
  facts: Seen & Pick<Facts, 'upstreams'>,
  question: Question,
): Finding | 'admitted' | undefined {
  const found = byAddress(facts, question);
  if (!found) return undefined;
  const { said } = found;
  const nothing = nothingFor(found, facts);
  if (nothing?.isFolder)
    return finding(
      'error',
      `The web server lets ${clientsOf(question)} in, and forbids this path all the same: ${nothing.path} has no index, and is not listed.`,
      `403 for ${question.vantage.source}`,
      [{ fact: 'upstreams', says: `${nothing.path} holds none of its indexes`, source: 'stat(2)' }],
      { fixes: [advice(noIndex[1], noIndex[2])], outcome: 'http-error' },
    );
  // The rights of the file keep out whom the rules let in.
  if (said.admitted && valueIn(facts.upstreams)?.unreadable) return undefined;
  if (said.admitted) return isUnseen(found) ? 'admitted' : undefined;
  return said.password || turnsAway(said) || answersFirst(found)
    ? undefined
    : keptOut(found, facts, question);
}

/** A rule about addresses keeps a client out: who asks by the port alone is told of it, as the server answers all the same. */
function keptOut({ talk, said }: ByAddress, facts: Seen, question: Question): Finding {
  const client = question.vantage.source;
  const where = placeIn(said);
  const whom = question.vantage.network ?? client ?? '';
  const holders = ownersOf(question, facts.sockets, facts.owners, facts.processes);
  const fix = admitFix(said, whom, valueIn(facts.configuration) ?? [], masterAmong(holders));
  const mute = said.status === UNANSWERED;
  const asked = mute || talk.url;
  const path = talk.url ? 'this path' : `the path ${talk.end.path}`;
  return finding(
    asked ? 'error' : 'note',
    `The web server ${mute ? 'takes connections, and gives no answer for' : 'answers, and forbids'} ${path} to clients from ${clientsOf(question)}: ${said.text} (${where}).`,
    mute ? `no answer for ${client}` : `${said.status ?? 403} for ${client}`,
    [decides(said, client)],
    {
      fixes: [...(fix ? [fix] : []), byHand(said, whom)],
      outcome: mute ? 'no-answer' : asked ? 'http-error' : 'ok',
      ...(asked && { explains: ['cloud/outside-this-machine'] as const }),
    },
  );
}
