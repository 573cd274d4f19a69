import { listIn, valueIn } from '../facts/fact.js';
import type { FactName } from '../facts/facts.js';
import type { Machine } from '../facts/machine/types.js';
import { isTool } from '../facts/processes/tool.js';
import type { Socket } from '../facts/sockets/types.js';
import type { Question } from '../net/question.js';
import { masterOf } from '../programs/family.js';
import type { Situation } from '../programs/program.js';
import type { Seen } from './rule.js';
import { holdersOf, takersOf } from './serving.js';

/** What it takes to tell who holds a listener, and how that was started. */
export const holderFacts = [
  'owners',
  'processes',
  'configuration',
  'units',
  'pm2',
  'containers',
  'logs',
] as const satisfies readonly FactName[];

/** What it takes to tell how the server that answers a question was started. */
export const situationFacts = ['sockets', ...holderFacts, 'machine'] as const satisfies readonly FactName[];

/** The server that takes a question's connections, with what it takes to start it again; undefined where it cannot be seen. */
export function situationOf(
  facts: Seen<never, (typeof situationFacts)[number]>,
  question: Question,
): Situation | undefined {
  const machine = valueIn(facts.machine);
  const listener = takersOf(listIn(facts.sockets), question)[0];
  return question.local && machine && listener ? situationAt(facts, machine, listener) : undefined;
}

type HolderFacts = Seen<never, (typeof holderFacts)[number]>;

/** The same of a listener; undefined where its holder cannot be seen. */
export function situationAt(facts: HolderFacts, machine: Machine, listener: Socket): Situation | undefined {
  const processes = listIn(facts.processes);
  const holders = holdersOf(listener, facts.owners, processes);
  const [holder] = holders;
  if (!holder) return undefined;
  const process = masterOf(holder, processes);
  const left = holders.filter(each => each !== process && isTool(each.command[0] ?? ''));
  return {
    ...situationWith(facts, { process, processes, listener, machine }),
    ...(left.length > 0 && { left }),
  };
}

/** A process that is known, with what else it takes to start it again. */
export const situationWith = (
  facts: Omit<HolderFacts, 'owners' | 'processes'>,
  seen: Pick<Situation, 'process' | 'processes' | 'listener' | 'machine'>,
): Situation => ({
  ...seen,
  configuration: listIn(facts.configuration),
  units: listIn(facts.units),
  pm2: listIn(facts.pm2),
  containers: listIn(facts.containers),
  logs: listIn(facts.logs),
});
