import type { System } from '../../system/system.js';
import type { Process } from '../processes/types.js';
import type { Closed } from './types.js';

/** Whom the kernel takes a process for when it opens files. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** The effective ids of a process, from proc_pid_status(5). */
export function credentialsOf(system: System, { pid, uid }: Process): Credentials | null {
  try {
    const status = system.read(`/proc/${pid}/status`);
    const numbers = (name: string) =>
      (new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '')
        .split(/\s+/)
        .filter(Boolean)
        .map(Number);
    return { uid: numbers('Uid')[1] ?? uid, gid: numbers('Gid')[1] ?? -1, groups: numbers('Groups') };
  } catch {
    return null;
  }
}

interface Rights {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** What may be done with a file, as in its mode: r 4, w 2, x 1. */
const bits = { r: 4, w: 2, x: 1 } as const;

/** For whom the mode would have to say more, as chmod(1) writes it: u, g or o. Access control lists are not looked at. */
function lacking({ uid, gid, mode }: Rights, who: Credentials, right: keyof typeof bits): string | null {
  if (who.uid === 0) return null;
  const [class_, shift] =
    uid === who.uid
      ? (['u', 6] as const)
      : gid === who.gid || who.groups.includes(gid)
        ? (['g', 3] as const)
        : (['o', 0] as const);
  return ((mode >> shift) & bits[right]) === 0 ? class_ : null;
}

/**
 * The parts of a path, from the root down, that these credentials may not search, and its end, if they may not do there
 * what they want to (path_resolution(7)).
 */
export function closedParts(
  system: System,
  root: string,
  path: string,
  who: Credentials,
  wanted: keyof typeof bits,
): readonly Closed[] {
  const parts = path.split('/').filter(Boolean);
  const closed: Closed[] = [];
  for (let length = 0; length <= parts.length; length++) {
    const part = `/${parts.slice(0, length).join('/')}`;
    const right = length === parts.length ? wanted : 'x';
    try {
      const class_ = lacking(system.status(root + part, true), who, right);
      if (class_) closed.push({ path: part, right, change: `${class_}+${right === 'w' ? 'rw' : right}` });
    } catch {
      break;
    }
  }
  return closed;
}
