import { isHttp } from '../facts/probes/http.js';
import type { Conversation, Probe } from '../facts/probes/types.js';
import type { Question } from '../net/question.js';
import { quoted } from '../programs/shell.js';
import { probeOf } from './probe.js';
import { at } from './serving.js';
import { hostIn, type Talk, talkOf } from './talk.js';

/** An HTTP server's own answer to what is no request: it says that HTTP is spoken, and of the application nothing. */
const isByParser = (conversation: Conversation): boolean =>
  conversation.reason === 'malformed' && isHttp(conversation);

/** Only a switch to WebSocket shows that somebody serves such clients. */
const isNoSwitch = ({ reason, http }: Conversation): boolean =>
  reason === 'websocket' && http?.status !== 101;

/** Something was said that whoever serves the port says. */
export const isAnswer = (conversation: Conversation): boolean =>
  conversation.outcome === 'answered' && !isByParser(conversation) && !isNoSwitch(conversation);

/** The first question was taken, no byte came back, and what was said after it shows that HTTP is spoken there. */
export const speaksHttp = ({ probe }: Talk): boolean => probe.conversations.some(isByParser);

/** Another page, asked for after silence on the first, came at once: one path keeps its clients waiting, and not the server. */
export const rootAnswers = ({ first, said }: Talk): Conversation | undefined =>
  first.outcome === 'silent' && said('root')?.http ? said('root') : undefined;

/** The person's own question, where it was taken and no byte came back; undefined where anything answered but another page. */
export function unansweredOf(probes: readonly Probe[], question: Question): Conversation | undefined {
  const talk = talkOf(probes, question);
  const answered = talk?.probe.conversations.some(each => isAnswer(each) && each.reason !== 'root');
  return talk?.first.outcome === 'silent' && !answered ? talk.first : undefined;
}

/** The same where no other page is answered either: it is the server that is silent. */
export function silenceOf(probes: readonly Probe[], question: Question): Conversation | undefined {
  const talk = talkOf(probes, question);
  return talk && rootAnswers(talk) ? undefined : unansweredOf(probes, question);
}

/** A question by another name, after the first had its answer: it was taken, and no byte came back. */
export function laterSilenceOf(probes: readonly Probe[], question: Question): Conversation | undefined {
  const talk = talkOf(probes, question);
  return talk && isAnswer(talk.first)
    ? talk.probe.conversations.find(each => each.reason === 'other-name' && each.outcome === 'silent')
    : undefined;
}

/** So long a server may take for a plain answer, milliseconds: one that was cut off before has told nothing. */
const PROOF = 500;

/**
 * What would tell, where a handshake got no byte and there was no time to ask in plain HTTP: who speaks that may wait for
 * the end of what it takes for a request, which not every handshake holds.
 */
export function untriedInPlain({ first, said }: Talk): string | undefined {
  const proof = said('plain-proof');
  const isTried = proof && (!/silent|failed/.test(proof.outcome) || proof.ms >= PROOF);
  if (first.asked !== 'https' || first.tls?.version != null || isTried) return undefined;
  const { name, address, port, path } = first;
  // A name without a port is of the scheme's own, which plain HTTP does not have.
  const url = `http://${at(hostIn(name ?? address), port)}${path ?? '/'}`;
  return `no byte came to the TLS handshake, and no time was left to ask in plain HTTP, which may be what is spoken there: ask with --timeout 30, or netcheck why ${quoted(url)}`;
}

/** The same question's further attempts, where those who take turns on the port did not all answer. */
export function missedBy(probes: readonly Probe[], question: Question): string | undefined {
  const turns = probeOf(probes, question)?.turns ?? [];
  const missed = turns.filter(status => status === null).length;
  return missed === 0 || missed === turns.length
    ? undefined
    : `${missed} of ${turns.length} requests got no answer`;
}

/** TCP connections for this question are taken, and nobody says a word on them. */
export const isMute = (probes: readonly Probe[], question: Question): boolean =>
  question.protocol === 'tcp' && unansweredOf(probes, question) !== undefined;
