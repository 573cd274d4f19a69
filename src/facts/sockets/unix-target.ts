import type { System } from '../../system/system.js';
import { type Fact, known } from '../fact.js';
import { readUnixListeners } from './read.js';
import type { Socket } from './types.js';
import { unseenSocket } from './unseen.js';

/** Neither address nor port: a unix socket has none. */
const nowhere = { address: '', port: 0 };

/**
 * The socket that listens at a unix path, in the shape of any other listener, so that its holders are found and judged
 * as those of a port are. Empty where nobody listens at the path.
 */
export function socketsAt(system: System, path: string): Fact<readonly Socket[]> {
  const listeners = readUnixListeners(system);
  if (listeners.status === 'unknown') return listeners;
  const here = listeners.value.filter(each => each.path === path && each.type !== 'dgram');
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
