import type { System } from '../../system/system.js';

/** Of a table that may be long, the first rows are enough. */
const HEAD = 1024;

/** The inode in a link such as `net:[4026531840]` (namespaces(7)); 0 for none. */
export const inodeOf = (link: string): number => Number(/\[(\d+)\]/.exec(link)?.[1] ?? 0);

/** The inode of the first socket of a table of netlink sockets: the kernel's own, which every network namespace has. */
function firstSocket(system: System, process: number | 'self'): number {
  const [, row] = system.read(`/proc/${process}/net/netlink`, HEAD).split('\n');
  return Number(row?.trim().split(/\s+/).at(-1) ?? 0);
}

function attempt<T>(reading: () => T): T | undefined {
  try {
    return reading();
  } catch {
    return undefined;
  }
}

/**
 * Gives the network namespace of a process: its inode, or where the link is another user's and hidden, what the tables
 * under /proc/PID/net tell, which the kernel shows to everybody (fs/proc/proc_net.c). Two processes whose tables begin
 * with the same kernel socket share a namespace; one that is not the caller's goes by minus that socket's inode. Null
 * where nothing can be seen, undefined for a process that is gone.
 */
export function namespaceFinder(system: System, own: number): (pid: number) => number | null | undefined {
  let mine: number | undefined;
  return pid => {
    try {
      return inodeOf(system.link(`/proc/${pid}/ns/net`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') return undefined;
    }
    const socket = attempt(() => firstSocket(system, pid)) ?? 0;
    mine ??= attempt(() => firstSocket(system, 'self')) ?? 0;
    if (!socket || !mine) return null;
    return socket === mine ? own : -socket;
  };
}
