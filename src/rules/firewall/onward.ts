import { valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Finding, Unchecked } from '../rule.js';
import { talkOf } from '../talk.js';
import type { WalkSeen } from './judged.js';

/**
 * What a client elsewhere has to ask next: the other ports and addresses of this machine that the redirects of a URL
 * lead to. This machine followed them, and its own connections prove nothing of the client's.
 */
function onwardOf(probes: readonly Probe[], question: Question): readonly Question[] {
  if (question.vantage.kind === 'self' || !question.local) return [];
  const talk = talkOf(probes, question);
  if (!talk?.url) return [];
  const { conversations, address: asked } = talk.probe;
  const places = conversations
    .filter(({ reason, outcome }) => reason === 'redirect' && outcome !== 'failed')
    .map(({ address, port }) => ({ address: address === asked ? question.address : address, port }))
    .filter(({ address }) => !isLoopback(address) && familyOf(address) === question.family)
    .filter(({ address, port }) => address !== question.address || port !== question.port);
  return [
    ...new Map(places.map(each => [`${each.address} ${each.port}`, { ...question, ...each }])).values(),
  ];
}

/**
 * What `check` finds on the way to where the server's redirects lead. The sockets that a question comes with are those of
 * its own port: there, all that listen stand for them.
 */
export function onward<S extends Pick<WalkSeen, 'probes' | 'sockets' | 'listeners'>>(
  seen: S,
  question: Question,
  check: (seen: S, question: Question) => Finding | Unchecked | undefined,
): Finding | Unchecked | undefined {
  const there = { ...seen, sockets: seen.listeners ?? seen.sockets };
  const found = onwardOf(valueIn(seen.probes) ?? [], question).flatMap(each => check(there, each) ?? []);
  const stop = found.find(each => 'severity' in each);
  if (!stop || !('severity' in stop)) return found[0];
  return { ...stop, summary: `${stop.summary} The server sends those who ask port ${question.port} there.` };
}
