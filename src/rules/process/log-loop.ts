import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';
import { deathIn } from './death-words.js';
import { meantBy } from './meant.js';

/** A process younger than this is a loop seen in its living half, where its log has the deaths of those before it. */
export const YOUNG = 15_000;
/** Restarts, or deaths in a log: fewer tell of no loop. */
export const FEW = 2;

type LoopFacts = { readonly machine: Machine } & {
  readonly [N in 'processes' | 'owners' | 'listeners' | 'subject' | 'logs']: Fact<FactValues[N]>;
};

/** How often the log's last death stands in it, and its words. */
function deathsIn({ lines }: LogExcerpt): { readonly word: string; readonly times: number } | undefined {
  const word = deathIn(lines)?.trim();
  return word === undefined ? undefined : { word, times: lines.filter(line => line.trim() === word).length };
}

const isOf = ({ output, errors }: Process, { path, because }: LogExcerpt): boolean =>
  path === output || path === errors || because === 'program';

/**
 * Whatever starts it again (a shell's loop, runsv, a script of somebody's own): the program that was meant has only just
 * begun, and its log tells several times of the same end.
 */
export function logLoop(facts: LoopFacts, question: Question): Finding | undefined {
  const processes = valueIn(facts.processes);
  const owners = valueIn(facts.owners);
  const subject = valueIn(facts.subject);
  if (!processes || !owners || !subject) return undefined;
  const meant = meantBy({ processes, owners, subject, listeners: valueIn(facts.listeners) ?? [] }, question);
  if (!meant || facts.machine.now - meant.startedAt >= YOUNG) return undefined;
  for (const log of valueIn(facts.logs) ?? []) {
    const deaths = isOf(meant, log) ? deathsIn(log) : undefined;
    if (deaths && deaths.times >= FEW && facts.machine.now - log.modifiedAt < 4 * YOUNG)
      return looping(named(meant, processes), log.path, deaths.word.slice(0, 300), deaths.times);
  }
  return undefined;
}

const looping = (who: string, path: string, word: string, times: number): Finding => ({
  severity: 'error',
  summary: `${who} is started again and again; by its log, each run ends before it can serve: ${word}`,
  says: 'ends and is started again',
  evidence: [{ fact: 'logs', says: `${path} says ${times} times: ${word}`, source: path }],
  fixes: [{ title: 'Mend what its log says', text: `  tail -n 50 ${quoted(path)}`, needsRoot: false }],
  outcome: 'refused',
});
