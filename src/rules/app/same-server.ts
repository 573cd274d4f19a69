import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Question } from '../../net/question.js';
import { ownersOf } from '../http/owner.js';
import { takersOf } from '../serving.js';
import { type Talk, talkOf } from '../talk.js';

type Used = Pick<FactValues, 'probes'> & {
  readonly [K in 'sockets' | 'owners' | 'processes']: Fact<FactValues[K]>;
};

/**
 * What was said at this machine's other addresses by the server that takes the question's connections: its limit of
 * clients is one for all of them, and it may have given its last place to one of netcheck's own connections.
 */
export function talksOfServer(facts: Used, question: Question): readonly Talk[] {
  const sockets = valueIn(facts.sockets) ?? [];
  // Whoever may not see the programs sees the sockets yet: one that takes both addresses is one server's.
  const takersAt = (at: Question) => ({
    pids: ownersOf(at, facts.sockets, facts.owners, facts.processes).map(({ pid }) => pid),
    inodes: takersOf(sockets, at).map(({ inode }) => inode),
  });
  const own = takersAt(question);
  return facts.probes
    .filter(each => each.port === question.port && each.address !== question.address && !each.because)
    .map(({ address }): Question => ({ ...question, address }))
    .filter(at => {
      const { pids, inodes } = takersAt(at);
      return pids.some(pid => own.pids.includes(pid)) || inodes.some(inode => own.inodes.includes(inode));
    })
    .flatMap(at => talkOf(facts.probes, at) ?? []);
}
