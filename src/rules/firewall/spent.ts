import type { Socket } from '../../facts/sockets/types.js';
import type { Bucket } from '../../firewall/bucket.js';

/** TCP_TIMEWAIT_LEN of include/net/tcp.h, in seconds. */
const TIME_WAIT = 60;
/** A first packet that is dropped is sent again after one second, and after three (RFC 6298). */
const PATIENCE = 3;

/** How long ago the connections ended that the server closed within the last minute, the oldest first. */
const endedAgo = (sockets: readonly Socket[]): readonly number[] =>
  sockets
    .filter(({ state }) => state === 'time-wait')
    .flatMap(({ expiresIn }) => (expiresIn === null ? [] : [Math.max(0, TIME_WAIT - expiresIn)]))
    .sort((one, two) => two - one);

/** What the connections of the last minute left of an account. */
export interface Spent {
  readonly connections: number;
  /** One who comes now waits in vain. */
  readonly all: boolean;
  /** Half of it or more is gone; and the client may have closed others, which leave no trace here. */
  readonly most: boolean;
}

/**
 * What is left at best of an account from which these connections were taken: it may have been full before the first of
 * them, and holds less where others drew on it too.
 */
export function spentBy(sockets: readonly Socket[], { burst, perSecond }: Bucket): Spent {
  const ago = endedAgo(sockets);
  let left = burst;
  ago.forEach((now, at) => {
    left = Math.max(0, Math.min(burst, left + ((ago[at - 1] ?? now) - now) * perSecond) - 1);
  });
  const soon = left + ((ago.at(-1) ?? 0) + PATIENCE) * perSecond;
  return { connections: ago.length, all: soon < 1, most: ago.length > 0 && left <= burst / 2 };
}
