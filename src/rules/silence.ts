import type { Conversation, Probe } from '../facts/probes/types.js';
import type { Question } from '../net/question.js';
import { talkOf } from './talk.js';

/** The person's own question, where it was taken and no byte came back; undefined where anything answered. */
export function silenceOf(probes: readonly Probe[], question: Question): Conversation | undefined {
  const talk = talkOf(probes, question);
  return talk?.first.outcome === 'silent' && talk.end.outcome === 'silent' ? talk.first : undefined;
}
