import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { serversOf } from '../serving.js';
import { type AddressFacts, missedBy } from './address.js';

type FamilyFacts = AddressFacts & Pick<Facts, 'names'>;

/**
 * The listeners of the port, where none of them takes the question's connections, which may be for their family: the
 * clients that alone know a name (app.localhost) try both, and nobody who asks for localhost comes past an address that is served.
 */
export const missedByFamily = (facts: FamilyFacts, question: Question): readonly Socket[] =>
  valueIn(facts.names)?.from === 'clients' || isServedBefore(facts, question)
    ? []
    : missedBy(facts, question);

/** Clients of the name come to another loopback address first, and a server takes them there. */
function isServedBefore({ names, sockets }: FamilyFacts, question: Question): boolean {
  const { address } = question;
  const addresses = valueIn(names)?.addresses.map(each => each.address) ?? [];
  const first = addresses[0] ?? '';
  return (
    addresses.indexOf(address) > 0 &&
    isLoopback(address) &&
    isLoopback(first) &&
    takers(serversOf(sockets, question), first, 'lo').length > 0
  );
}
