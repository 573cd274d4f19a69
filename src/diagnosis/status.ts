import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import { locationOf, redirectOf } from '../facts/probes/redirects.js';
import type { HttpAnswer, Probe } from '../facts/probes/types.js';
import { saysLoopback } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import { asksUrl, statusOf, talkOf } from '../rules/talk.js';

/** What answers mean that come from a server in order, to a request that was not quite what it wants (RFC 9110, RFC 6585). */
const meanings: Readonly<Record<number, string>> = {
  400: 'the server is there, and finds something wrong with this request: often a parameter, header or body is missing',
  402: 'the server is there, and wants to be paid first',
  405: 'the path is there, but not for the method GET',
  406: 'the path is there, but not in a form that this request accepts',
  408: 'the server is there, and found the request too slow',
  409: 'the path is there, and the request does not fit its present state',
  411: 'the path is there, and wants a body with its length',
  412: 'the path is there, and wants a condition that this request does not meet',
  413: 'the server is there, and finds the request too large',
  414: 'the server is there, and finds the URL too long',
  415: 'the path is there, and wants a body of another type',
  422: 'the path is there, and the application misses parameters or finds wrong ones',
  423: 'the path is there, and locked',
  426: 'the path is there, and wants another protocol, most often WebSocket',
  428: 'the path is there, and wants a condition in the request',
  431: 'the server is there, and finds the headers too large',
  451: 'the server is there, and may not show this for legal reasons',
};

/** The methods that a 405 names instead; RFC 9110 section 10.2.1. */
function methodsIn({ status, headers }: HttpAnswer): string {
  const allowed = headers.allow?.replace(/[^A-Za-z, ]/g, '').slice(0, 80);
  return status === 405 && allowed ? ` (it takes ${allowed})` : '';
}

/** Whoever opens the page of a port is sent to another one, or to another host: what becomes of them there was not asked. */
function leadsAway(
  probes: readonly Probe[],
  question: Question,
  asked: readonly (string | null)[],
): string | undefined {
  const first = talkOf(probes, question)?.first;
  const there = first && redirectOf(first);
  // To HTTPS at its usual port is where most servers on port 80 lead.
  if (!there || (there.scheme === 'https' && there.port === 443)) return undefined;
  const isSame = asked.includes(there.host) || saysLoopback(there.host);
  if (isSame && there.port === question.port) return undefined;
  const { origin, pathname } = locationOf(first)!;
  return `${origin}${pathname}`;
}

/** What the answer to the URL means, in one sentence; empty where its status says it well enough, or a cause does. */
export function remarkOn(facts: Facts, questions: readonly Question[]): string {
  const probes = valueIn(facts.probes) ?? [];
  const asked = questions.flatMap(({ address, target }) => [address, target.host]);
  const away = questions.flatMap(question =>
    asksUrl(question) ? [] : (leadsAway(probes, question, asked) ?? []),
  )[0];
  if (away !== undefined) return ` Its page redirects to ${away.slice(0, 200)}, which was not asked about.`;
  for (const question of questions.filter(asksUrl)) {
    const answer = talkOf(probes, question)?.end.http;
    const meaning = answer && meanings[answer.status];
    if (answer && meaning) return ` ${statusOf(answer)}: ${meaning}${methodsIn(answer)}.`;
  }
  return '';
}

/** What a port that was asked for answers in HTTP, where that is a failure of the server's own (5xx): `, with 502 Bad Gateway`. */
export function failingWith(facts: Facts, questions: readonly Question[]): string {
  const probes = valueIn(facts.probes) ?? [];
  const answers = questions.map(question => talkOf(probes, question)?.end.http);
  const [first] = answers;
  return first && answers.every(answer => (answer?.status ?? 0) >= 500) ? `, with ${statusOf(first)}` : '';
}
