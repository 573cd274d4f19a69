import { type Fact, valueIn } from '../facts/fact.js';
import type { FactName } from '../facts/facts.js';
import type { Question } from '../net/question.js';
import { masterOf } from '../programs/family.js';
import type { Situation } from '../programs/program.js';
import type { Seen } from './rule.js';
import { holdersOf, takersOf } from './serving.js';

/** What it takes to tell how the server that answers a question was started. */
export const situationFacts = [
  'sockets',
  'owners',
  'processes',
  'configuration',
  'units',
  'pm2',
  'containers',
  'logs',
  'machine',
] as const satisfies readonly FactName[];

/** The server that takes a question's connections, with what it takes to start it again; undefined where it cannot be seen. */
export function situationOf(
  facts: Seen<never, (typeof situationFacts)[number]>,
  question: Question,
): Situation | undefined {
  const machine = valueIn(facts.machine);
  const processes = listIn(facts.processes);
  const listener = takersOf(listIn(facts.sockets), question)[0];
  const holder = listener && holdersOf(listener, facts.owners, processes)[0];
  if (!question.local || !machine || !holder) return undefined;
  return {
    process: masterOf(holder, processes),
    listener,
    processes,
    configuration: listIn(facts.configuration),
    units: listIn(facts.units),
    pm2: listIn(facts.pm2),
    containers: listIn(facts.containers),
    logs: listIn(facts.logs),
    machine,
  };
}

const listIn = <T>(fact: Fact<readonly T[]>): readonly T[] => valueIn(fact) ?? [];
