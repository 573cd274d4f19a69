import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { listPids } from '../sockets/kin.js';
import { lockAwaited } from './held-up.js';
import { isPipe } from './pipe.js';
import { childrenOf } from './read.js';
import type { Process } from './types.js';

type Calls = Readonly<Record<'reads' | 'writes' | 'polls' | 'selects', readonly number[]>>;

/** Numbers of read, readv, recvfrom, recvmsg, of write and writev, of poll and ppoll, and of select and pselect6 (asm/unistd.h). */
const byArchitecture: Readonly<Record<string, Calls>> = {
  x64: { reads: [0, 19, 45, 47], writes: [1, 20], polls: [7, 271], selects: [23, 270] },
  arm64: { reads: [63, 65, 207, 212], writes: [64, 66], polls: [73], selects: [72] },
};
const calls = byArchitecture[process.arch];

const MOST = 64;
/** struct pollfd of poll(2): the descriptor, and two short words. */
const POLLFD = 8;
/** FD_SETSIZE bits of an fd_set of select(2). */
const FD_SET = 128;

/**
 * What a process waits for now: its first thread's wait channel (as before where it is not to be seen), sockets, a terminal,
 * a lock, room for its output.
 */
export function waitsOf(
  system: System,
  process: Process,
): Pick<Process, 'waitChannel' | 'awaits' | 'awaitsTerminal' | 'awaitsLock' | 'awaitsRoom'> {
  const { pid, threads } = process;
  const channel = attempt(() => system.read(`/proc/${pid}/wchan`, 256));
  const links = linksAwaited(system, pid);
  const all = [...links, ...bornSince(system, process).flatMap(child => linksAwaited(system, child))];
  const awaits = all.flatMap(link => Number(/^socket:\[(\d+)\]$/.exec(link)?.[1]) || []);
  const terminal = threads === 1 ? links.find(isTerminal) : undefined;
  const lock = lockAwaited(system, process);
  const full = linksAwaited(system, pid, writtenTo).find(link => isTerminal(link) || isPipe(link));
  return {
    waitChannel: channel === undefined ? process.waitChannel : channel.replace(/^0$/, '') || null,
    awaits: [...new Set(awaits)],
    ...(terminal !== undefined && { awaitsTerminal: terminal }),
    ...(lock && { awaitsLock: lock }),
    ...(full !== undefined && { awaitsRoom: { link: full, reader: readerOf(system, full) } }),
  };
}

/** Who was forked since it was first looked at, as socat, inetd and sshd do for each connection: it answers in its stead. */
const bornSince = (system: System, { pid, children }: Process): readonly number[] =>
  childrenOf(attempt(() => system.read(`/proc/${pid}/task/${pid}/children`)))
    .filter(child => !children.includes(child))
    .slice(0, MOST);

const isTerminal = (link: string): boolean => /^\/dev\/(?:pts\/\d+|tty\w*)$/.test(link);

/** Who has the pipe as its standard input, as behind a | in a shell; null where nobody is seen to. */
const readerOf = (system: System, link: string): number | null =>
  isPipe(link)
    ? (listPids(system).find(pid => attempt(() => system.link(`/proc/${pid}/fd/0`)) === link) ?? null)
    : null;

/**
 * What a process's threads wait to read from, or to write to, one thread on one descriptor: what that leads to. A thread
 * that is in such a call, or in a poll(2) or select(2) of a single descriptor, is named by /proc/PID/task/TID/syscall
 * (proc(5)), which takes the right to trace the process; empty where that is refused. Whoever waits for many at once (an
 * event loop) tells nothing.
 */
const linksAwaited = (system: System, pid: number, find: Descriptor = readFrom): readonly string[] =>
  (attempt(() => system.list(`/proc/${pid}/task`)) ?? [])
    .slice(0, MOST)
    .flatMap(thread => linkAwaited(system, pid, thread, find) ?? []);

/** The descriptor of a call that a thread is in, by the call's number and its arguments. */
type Descriptor = (system: System, pid: number, call: number, args: readonly number[]) => number | undefined;

const writtenTo: Descriptor = (_system, _pid, call, [first]) =>
  calls?.writes.includes(call) ? first : undefined;

const readFrom: Descriptor = (system, pid, call, [first = 0, second = 0, third = 0]) => {
  if (calls?.reads.includes(call)) return first;
  if (calls?.polls.includes(call) && second === 1) return polled(system, pid, first);
  return calls?.selects.includes(call) ? selected(system, pid, first, second, third) : undefined;
};

function linkAwaited(system: System, pid: number, thread: string, find: Descriptor): string | undefined {
  try {
    const words = system.read(`/proc/${pid}/task/${thread}/syscall`, 256).split(' ');
    const [call = -1, ...args] = words.slice(0, 4).map(Number);
    const descriptor = find(system, pid, call, args);
    return descriptor === undefined ? undefined : system.link(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

/** The descriptor of a struct pollfd in a process's memory; undefined where that cannot be read. */
const polled = (system: System, pid: number, address: number): number | undefined =>
  system.bytes?.(`/proc/${pid}/mem`, address, POLLFD).readInt32LE(0);

/** The one descriptor of select(2)'s set to read from, where nothing is waited for to be written to. */
function selected(
  system: System,
  pid: number,
  highest: number,
  reads: number,
  writes: number,
): number | undefined {
  const set = (address: number) => (address === 0 ? [] : inSet(system, pid, address, highest));
  const [only, ...more] = set(reads);
  return more.length === 0 && set(writes).length === 0 ? only : undefined;
}

/** The members below `highest` of the fd_set at an address: its bits, from the lowest of the first byte on (select(2)). */
function inSet(system: System, pid: number, address: number, highest: number): readonly number[] {
  const length = Math.min(Math.ceil(highest / 8), FD_SET);
  const bits = system.bytes?.(`/proc/${pid}/mem`, address, length) ?? Buffer.alloc(0);
  return Array.from({ length: bits.length * 8 }, (_, at) => at).filter(
    at => at < highest && bits[at >> 3]! & (1 << (at & 7)),
  );
}
