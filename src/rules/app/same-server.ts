import type { Fact } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import { ownersOf } from '../http/owner.js';
import type { Question } from '../question.js';
import { type Talk, talkOf } from '../talk.js';

type Used = Pick<FactValues, 'probes'> & {
  readonly [K in 'sockets' | 'owners' | 'processes']: Fact<FactValues[K]>;
};

/**
 * What was said at this machine's other addresses by the server that takes the question's connections: its limit of
 * clients is one for all of them, and it may have given its last place to one of netcheck's own connections.
 */
export function talksOfServer(facts: Used, question: Question): readonly Talk[] {
  const pids = (at: Question) =>
    ownersOf(at, facts.sockets, facts.owners, facts.processes).map(({ pid }) => pid);
  const own = pids(question);
  if (own.length === 0) return [];
  const others = facts.probes
    .filter(each => each.port === question.port && each.address !== question.address && !each.because)
    .map(({ address }): Question => ({ ...question, address }));
  return others
    .filter(at => pids(at).some(pid => own.includes(pid)))
    .flatMap(at => talkOf(facts.probes, at) ?? []);
}
