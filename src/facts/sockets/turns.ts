import { reachedAt } from '../../net/address.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { connect } from '../probes/connect.js';
import { readSockets } from './read.js';
import type { Socket } from './types.js';

/** Attempts for each socket, and altogether: of two sockets, one is missed by eight attempts in 128 cases once. */
const EACH = 4;
const MOST = 48;
/** Milliseconds for a connection to be made, between looks at the queues, and for a busy server to come back to its own at least. */
const CONNECTING = 600;
const PAUSE = 100;
const PATIENCE = 1500;
/** Altogether it has as long as a server alone to come back to those that wait for it. */
const TURN = 6000;

/** Listeners that take turns on one address (SO_REUSEPORT); empty where there are none. */
export function turnsOf(sockets: readonly Socket[]): readonly Socket[] {
  const listening = sockets.filter(({ state, protocol }) => state === 'listen' && protocol === 'tcp');
  const alike = (a: Socket, b: Socket) => a.local.address === b.local.address && a.device === b.device;
  return listening.filter(each => listening.some(other => other.inode !== each.inode && alike(each, other)));
}

/** Until when those who take turns are waited for that are looked at from now on. */
export const limitOf = (deadline: number): number => Math.min(performance.now() + TURN, deadline);

const pause = () => new Promise(resolve => setTimeout(resolve, PAUSE));

/**
 * The port's listeners after connections were made that the kernel dealt out between those that take turns: what one of them
 * did not accept by `limit`, and within PATIENCE at least, is left in its queue. Over at once where all is accepted;
 * undefined where nobody takes turns.
 */
export async function dealOut(
  system: System,
  port: number,
  sockets: readonly Socket[],
  limit: number,
): Promise<readonly Socket[] | undefined> {
  const turns = turnsOf(sockets);
  const first = turns[0];
  if (!first || first.device !== null) return undefined;
  const address = reachedAt(first.local.address);
  const until = performance.now() + CONNECTING;
  const attempts = Array.from({ length: Math.min(MOST, EACH * turns.length) }, async () => {
    const { line } = await connect(address, port, true, until);
    await line?.leave();
  });
  await Promise.all(attempts);
  const inodes = new Set(turns.map(({ inode }) => inode));
  const over = Math.max(performance.now() + PATIENCE, limit);
  for (;;) {
    await pause();
    const now = valueIn(readSockets(system, { port, serving: true }));
    if (!now) return undefined;
    const waiting = now.some(each => inodes.has(each.inode) && each.queue.used > 0);
    if (!waiting || performance.now() > over) return now.filter(({ state }) => state === 'listen');
  }
}
