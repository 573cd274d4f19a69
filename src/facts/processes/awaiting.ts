import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { lockAwaited } from './held-up.js';
import type { Process } from './types.js';

type Calls = Readonly<Record<'reads' | 'polls' | 'selects', readonly number[]>>;

/** Numbers of read, readv, recvfrom, recvmsg, of poll and ppoll, and of select and pselect6 (asm/unistd.h). */
const byArchitecture: Readonly<Record<string, Calls>> = {
  x64: { reads: [0, 19, 45, 47], polls: [7, 271], selects: [23, 270] },
  arm64: { reads: [63, 65, 207, 212], polls: [73], selects: [72] },
};
const calls = byArchitecture[process.arch];

const MOST = 64;
/** struct pollfd of poll(2): the descriptor, and two short words. */
const POLLFD = 8;

/** What a process waits for now: its first thread's wait channel (as before where it is not to be seen), sockets, a terminal, a lock. */
export function waitsOf(
  system: System,
  process: Process,
): Pick<Process, 'waitChannel' | 'awaits' | 'awaitsTerminal' | 'awaitsLock'> {
  const { pid, threads } = process;
  const channel = attempt(() => system.read(`/proc/${pid}/wchan`, 256));
  const links = linksAwaited(system, pid);
  const awaits = links.flatMap(link => Number(/^socket:\[(\d+)\]$/.exec(link)?.[1]) || []);
  const terminal = threads === 1 ? links.find(isTerminal) : undefined;
  const lock = lockAwaited(system, process);
  return {
    waitChannel: channel === undefined ? process.waitChannel : channel.replace(/^0$/, '') || null,
    awaits: [...new Set(awaits)],
    ...(terminal !== undefined && { awaitsTerminal: terminal }),
    ...(lock && { awaitsLock: lock }),
  };
}

const isTerminal = (link: string): boolean => /^\/dev\/(?:pts\/\d+|tty\w*)$/.test(link);

/**
 * What a process's threads wait to read from, one thread on one descriptor: what that leads to. A thread that is in such
 * a call, or in a poll(2) or select(2) of a single descriptor, is named by /proc/PID/task/TID/syscall (proc(5)), which
 * takes the right to trace the process; empty where that is refused. Whoever waits for many at once (an event loop)
 * tells nothing.
 */
const linksAwaited = (system: System, pid: number): readonly string[] =>
  (attempt(() => system.list(`/proc/${pid}/task`)) ?? [])
    .slice(0, MOST)
    .flatMap(thread => linkAwaited(system, pid, thread) ?? []);

function linkAwaited(system: System, pid: number, thread: string): string | undefined {
  try {
    const words = system.read(`/proc/${pid}/task/${thread}/syscall`, 256).split(' ');
    const [call = -1, first = 0, second = 0] = words.slice(0, 3).map(Number);
    const polls = calls?.polls.includes(call) && second === 1;
    // The first argument of select(2) is the highest descriptor plus one: of 1 there is but standard input.
    const selects = calls?.selects.includes(call) && first === 1;
    const descriptor = calls?.reads.includes(call)
      ? first
      : polls
        ? polled(system, pid, first)
        : selects
          ? 0
          : undefined;
    return descriptor === undefined ? undefined : system.link(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

/** The descriptor of a struct pollfd in a process's memory; undefined where that cannot be read. */
const polled = (system: System, pid: number, address: number): number | undefined =>
  system.bytes?.(`/proc/${pid}/mem`, address, POLLFD).readInt32LE(0);
