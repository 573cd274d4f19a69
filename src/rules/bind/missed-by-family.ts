import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { type AddressFacts, missedBy } from './address.js';

/**
 * The listeners of the port, where none of them takes the question's connections, which may be for their family: the
 * clients that alone know a name (app.localhost) try both.
 */
export const missedByFamily = (
  facts: AddressFacts & Pick<Facts, 'names'>,
  question: Question,
): readonly Socket[] => (valueIn(facts.names)?.from === 'clients' ? [] : missedBy(facts, question));
