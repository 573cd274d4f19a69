import type { Gathered } from '../facts/gather.js';
import type { Asking } from '../facts/questions.js';
import { redactText } from '../facts/redact.js';
import { isElsewhere, type Question } from '../net/question.js';
import type { Target } from '../net/target.js';
import { UsageError } from './context.js';

/** The record's looks at these targets, in the order that they were typed, as far as this client and family go. */
export function recorded(
  looks: readonly Gathered[],
  targets: readonly Target[],
  asking: Asking,
): readonly Gathered[] {
  return targets.map(target => {
    // What was typed is in the record without its secrets.
    const found = looks.find(each => each.target.input === redactText(target.input));
    if (!found) {
      const held = looks.map(each => each.target.input).join(', ');
      throw new UsageError(`the record has no look at ${target.input}`, `it has ${held}`);
    }
    const asked = found.questions.filter(each => isAsked(each, asking));
    // What is asked of another machine, or of none, is asked from here besides (see questionsOf).
    const away = new Set(asked.filter(each => each && isElsewhere(each)).map(each => each.address));
    const isBeside = (each: Question) =>
      isElsewhere(each) ? away.has(each.address) : each.address === '' && each.vantage?.kind === 'self';
    const questions = found.questions.filter(each => asked.includes(each) || (each && isBeside(each)));
    if (found.questions.length > 0 && questions.length === 0)
      throw new UsageError(`the record was not made for ${inWords(asking)}`, 'look again where it was made');
    return { ...found, questions };
  });
}

/** A damaged record may have anything for a question: that is found out when it is diagnosed. */
function isAsked(question: Question | null, { from, family }: Asking): boolean {
  const { vantage, family: its, address } = question ?? {};
  const byClient = from === 'any' || vantage?.kind === from || vantage?.source === from;
  return byClient && (family === null || its === family || address === '');
}

const inWords = ({ from, family }: Asking): string =>
  [...(from === 'any' ? [] : [`--from ${from}`]), ...(family === null ? [] : [`-${family}`])].join(' ');
