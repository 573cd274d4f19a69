import { listIn } from '../../facts/fact.js';
import type { FactName } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import type { Situation } from '../../programs/program.js';
import type { Keeping } from '../../programs/supervision/background-kinds.js';
import type { Seen } from '../rule.js';
import { holdersOf, serversOf } from '../serving.js';
import { situationWith } from '../situation.js';

/** What the rules about how a server is kept alive need. */
export const keepingNeeds = [
  'sockets',
  'owners',
  'processes',
  'machine',
] as const satisfies readonly FactName[];
/** What these rules can do without. */
export const keepingMayUse = [
  'units',
  'pm2',
  'containers',
  'configuration',
  'logs',
] as const satisfies readonly FactName[];

/** The facts that these rules see. */
export type KeepingFacts = Seen<(typeof keepingNeeds)[number], (typeof keepingMayUse)[number]>;

/** Those of them that tell what keeps a process alive. */
export type KeeperFacts = Omit<KeepingFacts, 'sockets' | 'owners'>;

/** What may keep the server alive, out of a rule's facts. */
export const keepingOf = (facts: KeeperFacts): Keeping => ({
  processes: facts.processes,
  units: listIn(facts.units),
  pm2: listIn(facts.pm2),
  containers: listIn(facts.containers),
  machine: facts.machine,
});

/** The process that serves the question's port on this machine, the oldest holder of its socket. */
export function serverOf(facts: KeepingFacts, question: Question): Process | undefined {
  if (!question.local) return undefined;
  for (const socket of serversOf(facts.sockets, question)) {
    const holder = holdersOf(socket, facts.owners, facts.processes)[0];
    if (holder) return holder;
  }
  return undefined;
}

/** What a fix of this process is made from. */
export const situationKept = (facts: KeeperFacts, process: Process): Situation =>
  situationWith(facts, { process, processes: facts.processes, listener: null, machine: facts.machine });
