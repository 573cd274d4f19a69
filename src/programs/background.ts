import type { Machine } from '../facts/machine/types.js';
import type { Process } from '../facts/processes/types.js';
import { byHand } from './background-by-hand.js';
import { held } from './background-held.js';
import type { Background, Keeping } from './background-kinds.js';
import { isRunner, masterOf } from './family.js';
import { isGone, isTerminal } from './terminal-output.js';

/** How a process (or the master that would start it again) is kept alive. Pure. */
export function backgroundOf(process: Process, keeping: Keeping): Background {
  const master = masterOf(process, keeping.processes);
  const subject = isRunner(master) ? process : master;
  const background = held(subject, keeping) ?? losingOutput(subject, byHand(subject, keeping));
  return killedWithSession(subject, background, keeping.machine);
}

/**
 * It outlives its terminal, and what it writes to does not: writing to a terminal that was hung up fails with EIO
 * (tty_write() in tty_io.c), to a pipe that nobody reads with SIGPIPE. What a program makes of that is its own affair.
 */
function losingOutput({ output, errors, terminal }: Process, background: Background): Background {
  if (background.survivesLogout !== true || /^(tmux|screen)$/.test(background.kind)) return background;
  const ways = [output, errors];
  const but = ways.some(isTerminal)
    ? ways.some(isGone)
      ? 'but it writes to a terminal that is gone, which fails, and may end it or its answers'
      : 'but it writes to a terminal, which fails once that is closed, and may end it or its answers'
    : terminal !== null && ways.some(way => way?.startsWith('pipe:'))
      ? 'but it writes into a pipe, and once whoever reads that ends with the terminal, the next line may end it'
      : undefined;
  return but ? { ...background, why: `${background.why}, ${but}` } : background;
}

/** logind's KillUserProcesses= ends everything in the session's scope, whatever it ignores (logind.conf(5)). */
function killedWithSession(process: Process, background: Background, machine: Machine): Background {
  const scope = /\/(session-[\w-]+\.scope)(\/|$)/.exec(process.cgroup ?? '')?.[1];
  const logout = machine.logout;
  if (!scope || !logout?.killUserProcesses || logout.spared.includes(process.user)) return background;
  return {
    ...background,
    survivesLogout: false,
    why: `logind kills what is left in ${scope} at logout (KillUserProcesses=yes)`,
  };
}
