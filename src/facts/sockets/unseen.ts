import type { Socket } from './types.js';

/** What is not known of a socket where nothing tells more than its addresses, state, queue and owner. */
export const unseenSocket: Pick<Socket, 'v6only' | 'device' | 'cgroup' | 'expiresIn'> = {
  v6only: null,
  device: null,
  cgroup: null,
  expiresIn: null,
};
