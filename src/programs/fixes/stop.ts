import type { Process } from '../../facts/processes/types.js';
import { isRunner, sameCommand } from '../family.js';
import { recognised } from '../identify.js';
import { invocationOf } from '../invocation.js';
import type { Situation } from '../program.js';
import type { Fix, Step } from './fix.js';

/** Processes that are ended with it, at most. */
const MOST = 64;

/**
 * Ends the process that holds the server, then the ones below it that a runner or a reloader would leave behind:
 * npm, nodemon and the reloaders of Flask and Django do not always end what they started, and who does not catch TERM
 * tells its workers nothing (php -S, os.fork()). What else has the socket comes first: a line of shell waits for the end
 * of the last one (endOrKill()), which has to be the server's.
 */
export function stopSteps({ process, processes, left = [] }: Situation): readonly Step[] {
  const { pid } = process;
  const signal = recognised(process, processes)?.program.stopSignal;
  if (signal) {
    const command = `kill -${signal} ${pid}; ${awaited(pid)}; true`;
    return [
      { do: 'run', command },
      { do: 'stop', pid },
      ...left.map(each => ({ do: 'stop' as const, pid: each.pid })),
    ];
  }
  const chain = chainOf(process, processes);
  const others = left.map(each => each.pid).filter(each => !chain.includes(each));
  return [...others, ...chain].map(each => ({ do: 'stop', pid: each }));
}

/** A process, and those below it that it may leave behind when it ends. */
export function chainOf(process: Process, processes: readonly Process[]): readonly number[] {
  const chain = [process.pid];
  if (isRunner(process) || reloads(process, processes))
    for (let at = 0; at < chain.length; at++)
      for (const other of processes)
        if (other.parent === chain[at] && !chain.includes(other.pid) && chain.length < MOST)
          chain.push(other.pid);
  return chain;
}

/** A line of shell that waits for the end of a process, five seconds at most; it fails where that does not come. */
const awaited = (pid: number): string => `timeout 5 tail --pid=${pid} -f /dev/null`;

/** The same where its parent may leave it a zombie, which tail takes for a process that lives. */
const awaitedUnreaped = (pid: number): string =>
  `timeout 5 sh -c 'while grep -qs "^State:.[^ZX]" /proc/${pid}/status; do sleep .1; done'`;

/** What a line of shell adds to `kill`: it waits for the last one's end, and then ends them all for certain. */
export const endOrKill = (pids: readonly number[], unreaped = false): string =>
  `${(unreaped ? awaitedUnreaped : awaited)(pids.at(-1)!)} || kill -9 ${pids.join(' ')}`;

/** A script has started it, and many ask for the end of what they start when they need it, or never (subprocess.Popen). */
export function mayStayZombie({ process, processes }: Pick<Situation, 'process' | 'processes'>): boolean {
  const parent = processes.find(({ pid }) => pid > 1 && pid === process.parent);
  return parent !== undefined && /^(python|ruby|perl|php)$/.test(invocationOf(parent).language ?? '');
}

/** A step has ended the process already, by a signal of its own: what is left is for a program that must be sure. */
export const isAwaited = (pid: number, step: Step | undefined): boolean =>
  step?.do === 'run' && step.command.includes(`tail --pid=${pid} `);

/** The same steps as a line of shell, for whoever can do no other step between: TERM, or its own signal, then KILL. */
export function stopLine(steps: readonly Step[], unreaped: boolean): string {
  const own = steps.flatMap(step => (step.do === 'run' ? [step.command] : []));
  const pids = steps
    .flatMap(step => (step.do === 'stop' ? [step.pid] : []))
    .filter(pid => !steps.some(step => isAwaited(pid, step)));
  if (pids.length === 0) return own.join('; ');
  return [`kill ${pids.join(' ')}`, ...own, endOrKill(pids, unreaped)].join('; ');
}

/** The line that lets stopped processes go on. */
const continueLine = (pids: readonly number[]): string => `kill -CONT ${pids.join(' ')}`;

/** Lets stopped processes go on. */
export const letGoOn = (pids: readonly number[], needsRoot: boolean, title = 'Let it go on'): Fix => ({
  title,
  steps: [{ do: 'run', command: continueLine(pids) }],
  needsRoot,
});

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
  return stopped.length === 0 ? [] : [{ do: 'run', command: `${continueLine(stopped)}; true` }];
}

/**
 * A reloader's child has the very same command, or the same by whole paths, and no sibling; the workers of one that ends
 * by TERM at once have it too.
 */
function reloads(process: Process, processes: readonly Process[]): boolean {
  const children = processes.filter(other => other.parent === process.pid);
  const single = children.length === 1 || !process.caught.includes('TERM');
  return single && children.length > 0 && children.every(each => sameCommand(process, each));
}
