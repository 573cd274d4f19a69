import { type Fact, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Question } from '../../net/question.js';
import { goalOf, waysMeant } from '../interface/place.js';
import type { Finding } from '../rule.js';

/**
 * What `check` surely finds on the ways to all name servers, where nothing was heard from any: told as why a name cannot
 * be looked up. Null where the question is about the target itself.
 */
export function onTheWaysToServers(
  names: Fact<NameLookup>,
  interfaces: readonly Interface[],
  question: Question,
  check: (server: Question) => Finding | undefined,
): Finding | undefined | null {
  const ways = waysMeant(valueIn(names), question, interfaces);
  if (ways[0] === question) return null;
  // Who refuses is there.
  if (valueIn(names)?.answers.some(({ outcome }) => outcome === 'refused')) return undefined;
  const found = ways.map(check);
  const [first] = found;
  if (!first || !found.every(each => each?.severity === 'error')) return undefined;
  return {
    ...first,
    summary: `${first.summary} So ${goalOf(ways[0]!, question)} cannot be asked.`,
    explains: ['name/resolver-unreachable'],
  };
}
