import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { Process } from './types.js';

/** What differs between mount namespaces, and is no file that anybody would write to. */
const KERNEL = /^\/(?:dev|proc|sys)\//;
/** Most paths that are compared. */
const MOST = 8;

/**
 * Path under which a process's files are seen from here: /proc/PID/root where its root directory is another, or where
 * something else is mounted over what it works with. A container's root reads '/' like ours: pivot_root(2).
 */
export function rootOf(
  system: System,
  pid: number,
  { directory, command }: Pick<Process, 'directory' | 'command'>,
): string {
  const link = (path: string) => attempt(() => system.link(path));
  const root = `/proc/${pid}/root`;
  const shown = link(root);
  if (shown === undefined) return '';
  if (shown !== '/') return root;
  const mounts = link(`/proc/${pid}/ns/mnt`);
  if (mounts === undefined || mounts === link('/proc/self/ns/mnt')) return '';
  const named = command.filter(word => word.startsWith('/') && !KERNEL.test(word)).slice(0, MOST);
  const isOurs = (path: string) => identityOf(system, root + path) === identityOf(system, path);
  return ['/', directory ?? '/', ...named].every(isOurs) ? '' : root;
}

function identityOf(system: System, path: string): string | undefined {
  const status = attempt(() => system.status(path, true));
  return status && `${status.device}:${status.inode}`;
}
