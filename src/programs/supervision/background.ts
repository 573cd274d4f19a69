import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { isRunner, masterOf } from '../family.js';
import { lineage } from '../lineage.js';
import { byHand } from './background-by-hand.js';
import { held } from './background-held.js';
import type { Background, Keeping } from './background-kinds.js';
import { isGone, isPipe, isTerminal } from './terminal-output.js';

/** How a process (or the master that would start it again) is kept alive. Pure. */
export function backgroundOf(process: Process, keeping: Keeping): Background {
  const master = masterOf(process, keeping.processes);
  const subject = isRunner(master) ? process : master;
  const background = held(subject, keeping) ?? losingOutput(subject, byHand(subject, keeping), keeping);
  return endedWithManager(subject, killedWithSession(subject, background, keeping.machine), keeping.machine);
}

/**
 * It outlives its terminal, and what it writes to may not: writing to a terminal that was hung up fails with EIO
 * (tty_write() in tty_io.c), to a pipe that nobody reads with SIGPIPE. What a program makes of that is its own affair.
 */
function losingOutput(process: Process, background: Background, keeping: Keeping): Background {
  if (background.survivesLogout !== true || /^(tmux|screen)$/.test(background.kind)) return background;
  const but = butOf(process, keeping);
  return but ? { ...background, losesOutput: true, why: `${background.why}, but ${but}` } : background;
}

function butOf(process: Process, keeping: Keeping): string | undefined {
  const ways = [process.output, process.errors];
  if (ways.some(isGone))
    return 'it writes to a terminal that is gone, which fails, and may end it or its answers';
  if (ways.some(isTerminal))
    return 'it writes to a terminal, which fails once that is closed, and may end it or its answers';
  if (!ways.some(isPipe)) return undefined;
  if (process.terminal !== null)
    return 'it writes into a pipe, and once whoever reads that ends with the terminal, the next line may end it';
  return isLeftBySession(process, keeping)
    ? 'it writes into a pipe, and once whoever reads that has gone, as ssh will, the next line may end it'
    : undefined;
}

/** Without a terminal, and of a session none the less: a command of ssh, or one whose starter has left it. Others have one who reads. */
const isLeftBySession = (process: Process, { processes, machine }: Keeping): boolean =>
  (process.parent === 1 && !machine.container) ||
  lineage(process, processes).some(({ name }) => /^sshd(-session)?$/.test(name));

/** logind's KillUserProcesses= ends everything in the session's scope, whatever it ignores (logind.conf(5)). */
function killedWithSession(process: Process, background: Background, machine: Machine): Background {
  const scope = /\/(session-[\w-]+\.scope)(\/|$)/.exec(process.cgroup ?? '')?.[1];
  const logout = machine.logout;
  if (!scope || !logout || logout.spared.includes(process.user)) return background;
  if (!(logout.only?.includes(process.user) ?? logout.killUserProcesses)) return background;
  const setting = logout.only ? `KillOnlyUsers=${logout.only.join(' ')}` : 'KillUserProcesses=yes';
  return {
    ...background,
    survivesLogout: false,
    endedBy: 'logind',
    why: `logind kills what is left in ${scope} at logout (${setting})`,
  };
}

/**
 * Desktops start terminals, tmux its windows and Podman its containers in scopes of the user's own systemd, which ends
 * with everything in it when the last session does (user@.service(5)).
 */
function endedWithManager(process: Process, background: Background, machine: Machine): Background {
  const uid = /\/user@(\d+)\.service\//.exec(process.cgroup ?? '')?.[1];
  if (uid !== String(process.uid) || !machine.logout || background.survivesLogout !== true) return background;
  if (machine.logout.lingering.includes(process.user)) return background;
  return {
    ...background,
    survivesLogout: false,
    endedBy: 'user-manager',
    why: `it is in user@${uid}.service, which ends with the last session of ${process.user}, who does not linger`,
  };
}
