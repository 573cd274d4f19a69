import type { System } from '../../system/system.js';
import type { Process } from '../processes/types.js';
import { closedParts, credentialsOf } from './rights.js';
import type { SocketFile } from './types.js';

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
    closed: who ? closedParts(system, root, path, who, 'w') : [],
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
