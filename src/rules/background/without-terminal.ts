import type { Process } from '../../facts/processes/types.js';
import { startedIn } from '../../programs/door.js';
import { masterOf } from '../../programs/family.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { isUnderNohup, SILENT } from '../../programs/fixes/relaunch.js';
import { isTerminal } from '../../programs/supervision/terminal-output.js';
import { type KeeperFacts, situationKept } from './keeping.js';

/** The signal by which the kernel stopped a job that used its terminal from the background; undefined for other stops. */
export const stoppedByTerminal = ({ state, terminal, stoppedBy }: Process): string | undefined =>
  state === 'T' && terminal !== null && /^TT(?:IN|OU)$/.test(stoppedBy ?? '') ? stoppedBy : undefined;

/** The process with nothing to read, and with what it would write to its terminal in the file that nohup(1) writes. */
function apart(process: Process): Process {
  if (process.stoppedBy === 'TTIN') return { ...process, input: inputFor(process) };
  const file = `${startedIn(process) ?? ''}/nohup.out`;
  const moved = (path: string | null) => (isTerminal(path) ? file : path);
  return {
    ...process,
    input: '/dev/null',
    output: moved(process.output),
    errors: moved(process.errors),
  };
}

/** Many take an input that is at its end for the wish that they end. What would keep it open does not outlive the terminal. */
const inputFor = (process: Process): string => (isUnderNohup(process) ? '/dev/null' : SILENT);

const orTerminal =
  'If it ends where there is nothing to read, give it a terminal of its own, in tmux or screen.';

/** What lets it serve: continued where it is, it would be stopped again. */
export function withoutTerminal(facts: KeeperFacts, process: Process): Fix {
  const situation = situationKept(facts, masterOf(process, facts.processes));
  const sameJob = situation.process.processGroup === process.processGroup;
  const again = sameJob ? { ...situation, process: apart(situation.process) } : situation;
  if (process.stoppedBy === 'TTOU') return restartFix(again, 'Start it again with its output in a file');
  if (again.process.input === SILENT)
    return restartFix(again, 'Start it again with an input that stays open and silent');
  const fix = restartFix(again, 'Start it again with its input from /dev/null');
  return fix.steps ? { ...fix, text: orTerminal } : fix;
}
