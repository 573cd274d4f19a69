import type { Conversation, Probe } from '../facts/probes/types.js';
import type { Question } from '../net/question.js';
import { talkOf } from './talk.js';

/** The person's own question, where it was taken and no byte came back; undefined where anything answered. */
export function silenceOf(probes: readonly Probe[], question: Question): Conversation | undefined {
  const talk = talkOf(probes, question);
  const answered = talk?.probe.conversations.some(({ outcome }) => outcome === 'answered');
  return talk?.first.outcome === 'silent' && !answered ? talk.first : undefined;
}

/** TCP connections for this question are taken, and nobody says a word on them. */
export const isMute = (probes: readonly Probe[], question: Question): boolean =>
  question.protocol === 'tcp' && silenceOf(probes, question) !== undefined;
