import type { Process } from '../facts/processes/types.js';
import { isRunner } from './family.js';
import type { Step } from './fix.js';
import { recognised } from './identify.js';
import type { Situation } from './program.js';

/**
 * Ends the process that holds the server, then the ones below it that a runner or a reloader would leave behind:
 * npm, nodemon and the reloaders of Flask and Django do not always end what they started.
 */
export function stopSteps({ process, processes }: Situation): readonly Step[] {
  const { pid } = process;
  const signal = recognised(process, processes)?.program.stopSignal;
  if (signal) {
    const command = `kill -${signal} ${pid}; timeout 5 tail --pid=${pid} -f /dev/null; true`;
    return [
      { do: 'run', command },
      { do: 'stop', pid },
    ];
  }
  const chain = [pid];
  if (isRunner(process) || reloads(process, processes))
    for (let at = 0; at < chain.length; at++)
      for (const other of processes)
        if (other.parent === chain[at] && !chain.includes(other.pid) && chain.length < 8)
          chain.push(other.pid);
  return chain.map(each => ({ do: 'stop', pid: each }));
}

/**
 * Lets a stopped server go on before it is told to end or to read its configuration again: it heeds no signal but KILL
 * while it is stopped, and one that is killed leaves its workers behind, who keep the port.
 */
export function wakeSteps({ process, processes }: Situation): readonly Step[] {
  const family = [process];
  for (let at = 0; at < family.length; at++)
    family.push(
      ...processes.filter(
        each => each.parent === family[at]!.pid && !family.some(one => one.pid === each.pid),
      ),
    );
  const stopped = family.filter(each => each.state === 'T').map(each => each.pid);
  return stopped.length === 0 ? [] : [{ do: 'run', command: `kill -CONT ${stopped.join(' ')}; true` }];
}

/** A reloader's child has the very same command and no sibling. */
function reloads({ pid, command }: Process, processes: readonly Process[]): boolean {
  const children = processes.filter(other => other.parent === pid);
  return children.length === 1 && children[0]!.command.join('\0') === command.join('\0');
}
