import type { System } from '../../system/system.js';
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

function nameOf(system: System, pid: number): string {
  try {
    return system.read(`/proc/${pid}/comm`).trimEnd();
  } catch {
    return '';
  }
}

/** The first of the processes that holds each of the sockets, by their descriptors; stops when every one is found. */
export function findHolders(
  system: System,
  pids: readonly number[],
  sockets: readonly Socket[],
): Namespace['holders'] {
  const wanted = new Set(sockets.map(({ inode }) => inode).filter(inode => inode > 0));
  const holders: { inode: number; pid: number; name: string }[] = [];
  for (const pid of pids.slice(0, PROCESSES)) {
    if (wanted.size === 0) break;
    for (const descriptor of listOf(system, `/proc/${pid}/fd`)) {
      const inode = socketAt(system, `/proc/${pid}/fd/${descriptor}`);
      if (wanted.delete(inode)) holders.push({ inode, pid, name: nameOf(system, pid) });
    }
  }
  return holders;
}
