import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { Process } from './types.js';

/** Most of the kernel's table of locks that is read, in bytes. */
const MOST = 256 * 1024;

/** One lock that somebody waits for: by proc(5), /proc/locks. */
export interface Blocked {
  readonly waiter: number;
  /** Who has it; 0 where nobody is to be seen, as for locks of open files. */
  readonly holder: number;
  readonly inode: number;
}

/** The rows of /proc/locks in which a process waits: `2: -> FLOCK ADVISORY WRITE 30580 00:33:53 0 EOF`, below its holder's. */
export function parseBlocked(text: string): readonly Blocked[] {
  const holders = new Map<string, number>();
  return text.split('\n').flatMap(line => {
    const words = line.split(/\s+/);
    const waits = words[1] === '->';
    const [pid, place = ''] = waits ? words.slice(5) : words.slice(4);
    const key = `${words[0]} ${place}`;
    if (!waits) {
      if (!holders.has(key)) holders.set(key, Math.max(0, Number(pid) || 0));
      return [];
    }
    const inode = Number(place.split(':')[2]);
    return inode > 0 ? [{ waiter: Number(pid), holder: holders.get(key) ?? 0, inode }] : [];
  });
}

/**
 * The lock of a file that holds a process up: its only thread waits for it, or several do. One of many threads may wait
 * for a lock all its life, as who wants to be the leader does.
 */
export function lockAwaited(system: System, { pid, threads }: Process): Process['awaitsLock'] {
  const own = parseBlocked(attempt(() => system.read('/proc/locks', MOST)) ?? '').filter(
    ({ waiter }) => waiter === pid,
  );
  const first = own[0];
  if (!first || (threads > 1 && own.filter(({ inode }) => inode === first.inode).length < 2))
    return undefined;
  return { path: pathOf(system, pid, first.inode), holder: first.holder };
}

/** The open file with that inode; null where it is not to be seen. */
function pathOf(system: System, pid: number, inode: number): string | null {
  const folder = `/proc/${pid}/fd`;
  for (const descriptor of attempt(() => system.list(folder)) ?? []) {
    const path = attempt(() => system.link(`${folder}/${descriptor}`)) ?? '';
    if (!path.startsWith('/')) continue;
    if (attempt(() => system.status(`${folder}/${descriptor}`, true).inode) === inode) return path;
  }
  return null;
}
