import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';

/** Of a table that may be long, the first rows are mostly enough. */
const HEAD = 4096;
const WHOLE = 256 * 1024;

/** The inode in a link such as `net:[4026531840]` (namespaces(7)); 0 for none. */
export const inodeOf = (link: string): number => Number(/\[(\d+)\]/.exec(link)?.[1] ?? 0);

/**
 * The inode of the kernel's own socket for routes in a table of netlink sockets, which every network namespace has: protocol
 * 0 at port 0 (net/netlink/af_netlink.c: sk, Eth, Pid …). Sockets of programs may stand before it.
 */
function kernelSocket(system: System, process: number | 'self'): number {
  for (const most of [HEAD, WHOLE]) {
    const rows = system.read(`/proc/${process}/net/netlink`, most).split('\n').slice(0, -1);
    const own = rows.map(row => row.trim().split(/\s+/)).find(([, eth, pid]) => eth === '0' && pid === '0');
    if (own) return Number(own.at(-1));
  }
  return 0;
}

/**
 * Gives the network namespace of a process: its inode, or where the link is another user's and hidden, what the tables
 * under /proc/PID/net tell, which the kernel shows to everybody (fs/proc/proc_net.c). Two processes whose tables have
 * the same kernel socket share a namespace; one that is not the caller's goes by minus that socket's inode. Null
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
    const socket = attempt(() => kernelSocket(system, pid)) ?? 0;
    mine ??= attempt(() => kernelSocket(system, 'self')) ?? 0;
    if (!socket || !mine) return null;
    return socket === mine ? own : -socket;
  };
}
