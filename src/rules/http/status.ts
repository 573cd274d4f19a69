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

/** Text without markup; the last tag may have been cut off with the rest of a long page. */
const plain = (text: string): string =>
  text
    .replace(/<(script|style|head|svg)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<[^>]*>|<[/!a-z][^>]*$/gi, ' ')
    .replace(/&(lt|gt|amp|quot|nbsp|#39|#x27);/g, entity => entities[entity] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The first words of a page, or else its title: what it says, in at most 160 characters. */
function wordsOf({ body }: HttpAnswer): string {
  const text = plain(body) || plain(/<title\b[^>]*>([^<]*)/i.exec(body)?.[1] ?? '');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

/** "404 Not Found: Cannot GET /nope", or the status alone where the page says nothing. */
export const quoted = (answer: HttpAnswer): string => {
  const words = wordsOf(answer);
  return words ? `It answers: ${words}` : 'The answer has no words';
};
