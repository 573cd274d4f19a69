import type { Socket } from '../../facts/sockets/types.js';
import { TIME_WAIT } from '../../facts/sockets/yielding.js';
import type { Bucket } from '../../firewall/bucket.js';

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

/** Connections end later than they begin, and not all as late: so much of one may be missing where it was let through. */
const SLACK = 0.5;

/**
 * What is left at best of an account from which these connections were taken: it may have been full before the first of
 * them, and holds less where others drew on it too. Undefined where it has none, or could not have let so many through:
 * they came by another rule, or before this one.
 */
export function spentBy(sockets: readonly Socket[], { burst, perSecond }: Bucket): Spent | undefined {
  const ago = endedAgo(sockets);
  let left = burst;
  for (const [at, when] of ago.entries()) {
    const held = Math.min(burst, left + ((ago[at - 1] ?? when) - when) * perSecond);
    if (held < 1 - SLACK) return undefined;
    left = Math.max(0, held - 1);
  }
  const last = ago.at(-1);
  if (last === undefined) return undefined;
  const now = Math.min(burst, left + last * perSecond);
  // Of a quicker one so much comes back while the client tries that it gets through.
  const slow = PATIENCE * perSecond < 1;
  return {
    connections: ago.length,
    all: now + PATIENCE * perSecond < 1,
    most: slow && Math.floor(now) <= burst / 2,
  };
}
