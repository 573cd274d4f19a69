import type { System } from '../../system/system.js';
import type { Process } from './types.js';

/** Numbers of read, readv, recvfrom, recvmsg, and of poll and ppoll (asm/unistd.h). */
const byArchitecture: Readonly<
  Record<string, { readonly reads: readonly number[]; readonly polls: readonly number[] }>
> = {
  x64: { reads: [0, 19, 45, 47], polls: [7, 271] },
  arm64: { reads: [63, 65, 207, 212], polls: [73] },
};
const calls = byArchitecture[process.arch];

const MOST = 64;
/** struct pollfd of poll(2): the descriptor, and two short words. */
const POLLFD = 8;

/** What a process waits for now: its first thread's wait channel (as before where it is not to be seen), and sockets. */
export function waitsOf(
  system: System,
  { pid, waitChannel }: Process,
): Pick<Process, 'waitChannel' | 'awaits'> {
  const awaits = socketsAwaited(system, pid);
  try {
    return { waitChannel: system.read(`/proc/${pid}/wchan`, 256).replace(/^0$/, '') || null, awaits };
  } catch {
    return { waitChannel, awaits };
  }
}

/**
 * The sockets that a process's threads wait to read from, one thread on one socket: their inodes. A thread that is in
 * such a call, or in a poll(2) of a single descriptor, is named by /proc/PID/task/TID/syscall (proc(5)), which takes the
 * right to trace the process; empty where that is refused. Whoever waits for many at once (an event loop) tells nothing.
 */
function socketsAwaited(system: System, pid: number): readonly number[] {
  try {
    const inodes = system
      .list(`/proc/${pid}/task`)
      .slice(0, MOST)
      .flatMap(thread => inodeAwaited(system, pid, thread) ?? []);
    return [...new Set(inodes)];
  } catch {
    return [];
  }
}

function inodeAwaited(system: System, pid: number, thread: string): number | undefined {
  try {
    const words = system.read(`/proc/${pid}/task/${thread}/syscall`, 256).split(' ');
    const [call = -1, first = 0, second = 0] = words.slice(0, 3).map(Number);
    const polls = calls?.polls.includes(call) && second === 1;
    const descriptor = calls?.reads.includes(call) ? first : polls ? polled(system, pid, first) : undefined;
    const link = descriptor === undefined ? '' : system.link(`/proc/${pid}/fd/${descriptor}`);
    const inode = Number(/^socket:\[(\d+)\]$/.exec(link)?.[1]);
    return inode > 0 ? inode : undefined;
  } catch {
    return undefined;
  }
}

/** The descriptor of a struct pollfd in a process's memory; undefined where that cannot be read. */
const polled = (system: System, pid: number, address: number): number | undefined =>
  system.bytes?.(`/proc/${pid}/mem`, address, POLLFD).readInt32LE(0);
