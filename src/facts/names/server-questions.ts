import { familyOf } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import type { Interface } from '../interfaces/types.js';
import { isLocal } from '../questions.js';
import type { NameLookup } from './types.js';

/** A rule may reject as well as drop, or lead to where nobody listens. */
const UNHEARD = new Set(['timeout', 'unreachable', 'refused']);

/** By UDP; and by TCP where the answer was too long for a packet. */
const waysTo = (answers: NameLookup['answers']): ReadonlyMap<string, 'udp' | 'tcp'> =>
  new Map(
    answers
      .filter(({ outcome, truncated }) => truncated || UNHEARD.has(outcome))
      .map(({ server, truncated }) => [server, truncated ? 'tcp' : 'udp']),
  );

/**
 * For a name that was asked of name servers in vain: the questions whether packets get to those servers that nothing
 * was heard from. Empty where the name has an address.
 */
export function serverQuestions(
  names: NameLookup,
  question: Question,
  interfaces: readonly Interface[],
): readonly Question[] {
  if (question.address !== '' || names.addresses.length > 0) return [];
  return [...waysTo(names.answers)].map(([address, protocol]) => ({
    ...question,
    protocol,
    family: familyOf(address) ?? 4,
    address,
    port: 53,
    local: isLocal(address, interfaces),
  }));
}

/** The same for all questions about a name. */
export const toServers = (
  names: NameLookup | undefined,
  questions: readonly Question[],
  interfaces: readonly Interface[],
): readonly Question[] =>
  names ? questions.flatMap(question => serverQuestions(names, question, interfaces)) : [];
