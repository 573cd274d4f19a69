import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../programs/fixes/fix.js';

/** How long a process may take to end before it is killed, milliseconds. */
const patience = 5000;
/** The longest that a command may run which is to come back, milliseconds. */
const longest = 130_000;
/** What a server that was just started is given before the next step, milliseconds. */
const settling = 800;

/** A step that could not be done: one sentence. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** Which process a pid means: its start time beside it, as of /proc/PID/stat; undefined where there is none. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A dead leader's other threads may hold its sockets a moment longer.
    const over = fields[0] === 'Z' && readdirSync(`/proc/${pid}/task`).length <= 1;
    return over ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Ends a process: TERM, which a stopped one heeds once it goes on, then KILL. Another process that has got its pid meanwhile is left alone. */
export async function stop(pid: number, start: string | undefined): Promise<void> {
  spare(pid);
  const lives = () => startOf(pid) === start && start !== undefined;
  if (!lives()) return;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    send(pid, signal);
    if (lives()) send(pid, 'SIGCONT');
    const end = performance.now() + patience;
    while (lives() && performance.now() < end) await sleep(50);
    if (!lives()) return;
  }
  throw new StepError(`process ${pid} does not end`);
}

/** Nobody ends the init of the machine, netcheck itself, or those that netcheck would end with. */
function spare(pid: number): void {
  if (pid <= 1 || ancestors().includes(pid))
    throw new StepError(`process ${pid} is not for netcheck to stop`);
}

/** Throws where a line of shell that ends a process would end another one than was meant. */
export function mayStop(pid: number, start: string | undefined): void {
  spare(pid);
  if (start === undefined || startOf(pid) !== start)
    throw new StepError(`process ${pid} has ended by now, or is another one`);
}

/** Field 4 of /proc/PID/stat. Throws where the process is gone. */
export function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** This process and those that it would take with it: its parent, and theirs. */
function ancestors(): readonly number[] {
  const line = [process.pid, process.ppid];
  for (let pid = process.ppid; pid > 1 && line.length < 64; line.push(pid)) {
    try {
      pid = parentOf(pid);
    } catch {
      break;
    }
  }
  return line;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH') throw new StepError(`process ${pid} may not be stopped by you (${code})`);
  }
}

/**
 * What a program says last is what it died of, and not how it came there; but for what nft says after its error, which is
 * the line that it was given and a mark below it.
 */
export function lastWords(errors: string, command: string): string {
  const said = errors.split('\n').map(line => line.trim());
  const own = said.filter(line => line !== '' && !/^[\^~ ]+$/.test(line) && !command.includes(line));
  return own.slice(-2).join('; ');
}

/** Runs a line of shell in a session of its own; one for the background is not waited for. */
export async function runLine(step: Extract<Step, { do: 'run' }>): Promise<void> {
  const { command, cwd, background } = step;
  const shell = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
  const child = spawn(shell, ['-c', command], {
    ...(cwd === undefined ? {} : { cwd }),
    detached: true,
    stdio: ['ignore', 'ignore', background ? 'ignore' : 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', error => reject(new StepError(`${shell}: ${error.message}`)));
    child.on('exit', resolve);
  });
  if (background) {
    const status = await Promise.race([ended, sleep(settling, 'runs' as const)]);
    child.unref();
    if (typeof status === 'number' && status !== 0)
      throw new StepError(`it ended at once, with status ${status}`);
    return;
  }
  let errors = '';
  child.stderr?.on('data', chunk => {
    errors = (errors + chunk).slice(-2000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), longest);
  const status = await ended.finally(() => clearTimeout(timer));
  child.stderr?.destroy();
  const last = lastWords(errors, command);
  if (status !== 0) throw new StepError(`it ended with status ${status}${last ? `: ${last}` : ''}`);
}
