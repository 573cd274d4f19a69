import { familyOf } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import type { Interface } from '../interfaces/types.js';
import { isLocal } from '../questions.js';
import type { NameLookup } from './types.js';

const UNHEARD = new Set(['timeout', 'unreachable']);

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
  const unheard = names.answers.filter(each => UNHEARD.has(each.outcome)).map(each => each.server);
  return [...new Set(unheard)].map(address => ({
    ...question,
    protocol: 'udp',
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
