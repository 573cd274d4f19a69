import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { bootTime } from '../processes/boot-time.js';
import { readProcess } from '../processes/read.js';
import { findOwners } from '../sockets/owners.js';
import { readUnixListeners } from '../sockets/read.js';
import { unitOf } from '../units/cgroup.js';
import type { UpstreamState } from './types.js';

/**
 * Who listens on a unix socket at this path, as seen from a file system of its own (PrivateTmp=, a container), while
 * there is nothing at the path itself. The kernel lists unix sockets by the paths that their programs gave them.
 */
export function hiddenBy(system: System, path: string): UpstreamState['hiddenBy'] {
  const inodes = (valueIn(readUnixListeners(system)) ?? [])
    .filter(each => each.path === path)
    .map(({ inode }) => ({ inode, uid: system.uid }));
  if (inodes.length === 0) return undefined;
  const pids = Object.values(valueIn(findOwners(system, inodes))?.pidsByInode ?? {}).flat();
  const pid = pids.find(each => exists(system, `/proc/${each}/root${path}`));
  const process = pid === undefined ? undefined : readProcess(system, pid, bootTime(system) ?? 0);
  return process && { pid: process.pid, name: process.name, unit: unitOf(process)?.name ?? null };
}

function exists(system: System, path: string): boolean {
  try {
    return system.status(path, true).kind === 'socket';
  } catch {
    return false;
  }
}
