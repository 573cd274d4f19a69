import type { HttpAnswer, Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { type Talk, talkOf } from '../talk.js';

/** An answer that counts for the question, with the conversation that it came in. */
export interface Answered {
  readonly talk: Talk;
  readonly answer: HttpAnswer;
}

/** The answer at the end of the redirects, if its status is one of those that a rule is about. */
export function answered(
  probes: readonly Probe[],
  question: Question,
  about: (status: number) => boolean,
): Answered | undefined {
  const talk = talkOf(probes, question);
  const answer = talk?.end.http;
  return talk && answer && about(answer.status) ? { talk, answer } : undefined;
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
};

/** The first words of a page, without its markup: what it says, in at most 160 characters. */
function wordsOf({ body }: HttpAnswer): string {
  const text = body
    .replace(/<(script|style|head)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|amp|quot|nbsp|#39|#x27);/g, entity => entities[entity] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

/** "404 Not Found: Cannot GET /nope", or the status alone where the page says nothing. */
export const quoted = (answer: HttpAnswer): string => {
  const words = wordsOf(answer);
  return words ? `It answers: ${words}` : 'The answer has no words';
};
