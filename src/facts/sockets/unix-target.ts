import { baseName } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { type Fact, known } from '../fact.js';
import { readUnixListeners } from './read.js';
import type { Socket, UnixListener } from './types.js';
import { unseenSocket } from './unseen.js';

/** Neither address nor port: a unix socket has none. */
const nowhere = { address: '', port: 0 };

/** Whether a socket has this path: by its name, or by its file, where that name is relative to wherever its server was. */
export function isAt(system: System, { path: name, file }: UnixListener, path: string): boolean {
  if (name === path) return true;
  if (file === undefined || baseName(name) !== baseName(path)) return false;
  return attempt(() => system.status(path).inode) === file;
}

/**
 * The socket that listens at a unix path, or takes datagrams there, in the shape of any other listener, so that its holders
 * are found and judged as those of a port are. Empty where there is none.
 */
export function socketsAt(system: System, path: string): Fact<readonly Socket[]> {
  const listeners = readUnixListeners(system);
  if (listeners.status === 'unknown') return listeners;
  const here = listeners.value.filter(each => isAt(system, each, path));
  return known(
    here.map(({ inode }) => ({
      protocol: 'tcp',
      family: 4,
      state: 'listen',
      local: nowhere,
      remote: nowhere,
      queue: { used: 0, limit: null },
      uid: system.uid,
      inode,
      ...unseenSocket,
    })),
    listeners.source,
  );
}
