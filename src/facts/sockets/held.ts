import type { System } from '../../system/system.js';

/** Inodes of the sockets that a process holds. */
export function socketsHeldBy(system: System, pid: number): ReadonlySet<number> {
  const inodes = new Set<number>();
  try {
    for (const descriptor of system.list(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(system, `/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode) inodes.add(Number(inode));
    }
  } catch {
    // Gone, or another user's: the fact about owners says so.
  }
  return inodes;
}

function linkOf(system: System, path: string): string {
  try {
    return system.link(path);
  } catch {
    return '';
  }
}
