import type { System } from '../../system/system.js';
import type { Process } from '../processes/types.js';
import type { SocketFile } from './types.js';

interface Credentials {
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

/** Whether the mode bits (r 4, w 2, x 1) let these credentials in. Access control lists are not looked at. */
function allows(
  { uid, gid, mode }: { readonly uid: number; readonly gid: number; readonly mode: number },
  who: Credentials,
  bit: 1 | 2,
): boolean {
  if (who.uid === 0) return true;
  const shift = uid === who.uid ? 6 : gid === who.gid || who.groups.includes(gid) ? 3 : 0;
  return ((mode >> shift) & bit) !== 0;
}

/** The first part of the path that may not be searched, or its end, a socket or folder, if it may not be written to. */
export function deniedAt(system: System, root: string, path: string, who: Credentials): string | null {
  const parts = path.split('/').filter(Boolean);
  for (let length = 0; length <= parts.length; length++) {
    const part = `/${parts.slice(0, length).join('/')}`;
    try {
      const status = system.status(root + part, true);
      if (!allows(status, who, length === parts.length ? 2 : 1)) return part;
    } catch {
      return null;
    }
  }
  return null;
}

const answers = (path: string): Promise<boolean | null> =>
  new Promise(resolve => {
    const socket = process.getBuiltinModule('node:net').connect({ path });
    const finish = (answer: boolean | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(null), 500);
    socket.once('connect', () => finish(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? false : null),
    );
  });

/** Looks at a unix socket as the proxy's worker meets it; `root` is its own root directory (/proc/PID/root), or ''. */
export async function socketFile(
  system: System,
  path: string,
  worker: Process | undefined,
): Promise<SocketFile> {
  const root = worker?.root ?? '';
  const who = worker ? credentialsOf(system, worker) : null;
  const base = {
    path,
    asUser: worker && who ? { uid: who.uid, gid: who.gid, name: worker.user } : null,
    deniedAt: who ? deniedAt(system, root, path, who) : null,
  };
  try {
    const status = system.status(root + path, true);
    const listening = status.kind === 'socket' ? await answers(root + path) : false;
    return {
      ...base,
      kind: status.kind,
      uid: status.uid,
      gid: status.gid,
      mode: status.mode & 0o7777,
      listening,
    };
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return {
      ...base,
      kind: gone ? null : 'unknown',
      uid: null,
      gid: null,
      mode: null,
      listening: gone ? false : null,
    };
  }
}
