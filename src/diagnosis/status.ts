import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { HttpAnswer } from '../facts/probes/types.js';
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

/** What the answer to the URL means, in one sentence; empty where its status says it well enough, or a cause does. */
export function remarkOn(facts: Facts, questions: readonly Question[]): string {
  const probes = valueIn(facts.probes) ?? [];
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
