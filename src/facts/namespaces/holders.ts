import type { System } from '../../system/system.js';
import { programOf } from '../processes/command-name.js';
import type { Socket } from '../sockets/types.js';
import type { Namespace } from './types.js';

/** Most processes of one namespace whose descriptors are looked at. */
const PROCESSES = 200;

function listOf(system: System, path: string): string[] {
  try {
    return system.list(path);
  } catch {
    return [];
  }
}

/** The inode of the socket behind a descriptor; 0 for anything else. */
function socketAt(system: System, path: string): number {
  try {
    return Number(/^socket:\[(\d+)\]$/.exec(system.link(path))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The name in parentheses and the letter after it (proc_pid_stat(5)). */
function nameAndState(system: System, pid: number): { name: string; state: string } {
  try {
    const stat = system.read(`/proc/${pid}/stat`);
    const end = stat.lastIndexOf(')');
    return { name: programOf(stat.slice(stat.indexOf('(') + 1, end)), state: stat.charAt(end + 2) };
  } catch {
    return { name: '', state: '' };
  }
}

/**
 * The first of the processes that holds each of the sockets, by their descriptors; stops when every one is found. Where
 * an ordinary user may not look at the descriptors, the only process of a namespace is who listens there.
 */
export function findHolders(
  system: System,
  pids: readonly number[],
  sockets: readonly Socket[],
): Namespace['holders'] {
  const wanted = new Set(sockets.map(({ inode }) => inode).filter(inode => inode > 0));
  const holders: Namespace['holders'][number][] = [];
  for (const pid of pids.slice(0, PROCESSES)) {
    if (wanted.size === 0) break;
    for (const descriptor of listOf(system, `/proc/${pid}/fd`)) {
      const inode = socketAt(system, `/proc/${pid}/fd/${descriptor}`);
      if (wanted.delete(inode)) holders.push({ inode, pid, ...nameAndState(system, pid) });
    }
  }
  const [only] = pids;
  if (
    only === undefined ||
    pids.length > 1 ||
    holders.length > 0 ||
    listOf(system, `/proc/${only}/fd`).length > 0
  )
    return holders;
  return [...wanted].map(inode => ({ inode, pid: only, ...nameAndState(system, only) }));
}
