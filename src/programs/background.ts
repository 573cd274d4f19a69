import type { Machine } from '../facts/machine/types.js';
import type { Process } from '../facts/processes/types.js';
import { byHand } from './background-by-hand.js';
import { held } from './background-held.js';
import type { Background, Keeping } from './background-kinds.js';
import { isRunner, masterOf } from './family.js';

/** How a process (or the master that would start it again) is kept alive. Pure. */
export function backgroundOf(process: Process, keeping: Keeping): Background {
  const master = masterOf(process, keeping.processes);
  const subject = isRunner(master) ? process : master;
  const background = held(subject, keeping) ?? byHand(subject, keeping);
  return killedWithSession(subject, background, keeping.machine);
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
