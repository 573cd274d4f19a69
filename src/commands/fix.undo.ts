import { spawn } from 'node:child_process';
import { openSync, readFileSync, readlinkSync } from 'node:fs';
import type { Fix } from '../programs/fixes/fix.js';
import { handedOver } from '../programs/fixes/handover.js';
import { commandLine } from '../programs/shell.js';
import { parentOf, startOf } from './fix.steps.js';

/** A process as it can be started again: exactly its arguments, environment, directory and output. */
export interface Remembered {
  readonly pid: number;
  readonly parent: number;
  /** When it started, as of /proc/PID/stat. */
  readonly start: string | undefined;
  readonly command: readonly string[];
  /** Its file, whatever its first argument calls it; null where that was deleted. */
  readonly executable: string | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly output: string | null;
  readonly errors: string | null;
  readonly uid: number;
  readonly gid: number;
}

/** What a process is, read before it is stopped; undefined where it cannot be seen whole, or hides behind a title. */
function remember(pid: number): Remembered | undefined {
  try {
    const words = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8').split('\0').slice(0, -1);
    const command = words('cmdline');
    if (command.length === 0 || (command.length === 1 && /\s/.test(command[0]!)) || command.at(-1) === '')
      return undefined;
    const ids = (name: string) =>
      Number(
        new RegExp(`^${name}:\\s+\\d+\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
      );
    return {
      pid,
      parent: parentOf(pid),
      start: startOf(pid),
      command,
      executable: notDeleted(readlinkSync(`/proc/${pid}/exe`)),
      environment: Object.fromEntries(
        words('environ').map(each => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
      ),
      directory: readlinkSync(`/proc/${pid}/cwd`),
      output: fileOf(pid, 1),
      errors: fileOf(pid, 2),
      uid: ids('Uid'),
      gid: ids('Gid'),
    };
  } catch {
    return undefined;
  }
}

/** Of these, those that have ended and that no other of them would start again by itself. */
export function endedOf(all: readonly Remembered[]): readonly Remembered[] {
  const ended = all.filter(each => startOf(each.pid) !== each.start);
  return ended.filter(({ parent }) => !ended.some(({ pid }) => pid === parent));
}

/** The processes that a fix ends, as they were when it was shown: a pid may mean another one by the time of the answer. */
export interface Met {
  readonly starts: ReadonlyMap<number, string | undefined>;
  readonly remembered: readonly Remembered[];
}

/** Looks at them before anybody is asked. */
export function meet({ steps = [] }: Fix): Met {
  const pids = steps.flatMap(step => {
    const pid = step.do === 'stop' ? step.pid : step.do === 'run' ? handedOver(step.command) : undefined;
    return pid === undefined ? [] : [pid];
  });
  return {
    starts: new Map(pids.map(pid => [pid, startOf(pid)])),
    remembered: pids.flatMap(pid => remember(pid) ?? []),
  };
}

function fileOf(pid: number, descriptor: number): string | null {
  const path = readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  return path.startsWith('/') && !/^\/dev\/(pts|tty)/.test(path) ? notDeleted(path) : null;
}

const notDeleted = (path: string): string | null => (path.endsWith(' (deleted)') ? null : path);

/** The line that starts it from a shell, where it can be watched. */
export const byHand = ({ directory, command }: Remembered): string =>
  `${commandLine(['cd', directory])} && ${commandLine(command)}`;

/** Its shell may have opened what the caller may not: it is better off without output than not at all. */
function openFor(path: string | null): number | 'ignore' {
  try {
    return path === null ? 'ignore' : openSync(path, 'a');
  } catch {
    return 'ignore';
  }
}

/** Starts a process again as it was; its pid, where that could be done. */
export function startAgain(remembered: Remembered): number | undefined {
  const { command, executable, environment, directory, output, errors, uid, gid } = remembered;
  const [program = '', ...args] = command;
  const own = process.geteuid?.() === uid;
  const child = spawn(executable ?? program, args, {
    argv0: program,
    cwd: directory,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', openFor(output), openFor(errors)],
    ...(own ? {} : { uid, gid }),
  });
  child.on('error', () => {});
  child.unref();
  return child.pid;
}
