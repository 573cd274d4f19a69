import type { Process } from '../../facts/processes/types.js';
import { masterOf } from '../../programs/family.js';
import type { Fix } from '../../programs/fix.js';
import { restartFix } from '../../programs/fixes.js';
import { type KeeperFacts, situationKept } from './keeping.js';

/** The signal by which the kernel stopped a job that used its terminal from the background; undefined for other stops. */
export const stoppedByTerminal = ({ state, terminal, stoppedBy }: Process): string | undefined =>
  state === 'T' && terminal !== null && /^TT(?:IN|OU)$/.test(stoppedBy ?? '') ? stoppedBy : undefined;

/** What lets it serve: continued where it is, it would be stopped again. */
export function withoutTerminal(facts: KeeperFacts, process: Process): Fix {
  const input = process.stoppedBy === 'TTIN' ? { ...process, input: '/dev/null' } : process;
  const situation = situationKept(facts, masterOf(process, facts.processes));
  const again = situation.process.pid === process.pid ? { ...situation, process: input } : situation;
  return restartFix(again, 'Start it again with its input from /dev/null');
}
