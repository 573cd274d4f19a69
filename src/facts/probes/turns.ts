import type { Call } from './call.js';
import { dial } from './dial.js';
import type { Conversation } from './types.js';

/** Of two sockets that take turns, both have answered after so many questions but once in 128. */
const TIMES = 7;
/** One that goes on answers soon, milliseconds; or in its turn, where all are dealt to one that is as slow as the first. */
const PATIENCE = 1500;

/**
 * The same question on further connections, where several sockets or workers take turns on the port: the status of each
 * answer, null for none; null altogether where the first was answered in other words than HTTP's, or so late that no time
 * is left. The kernel deals connections out by their source ports (SO_REUSEPORT, socket(7)), a Node cluster's primary one
 * after the other.
 */
export async function askInTurn(
  call: Call,
  first: Conversation,
  deadline: number,
): Promise<readonly (number | null)[] | null> {
  if (!first.http && first.outcome !== 'silent') return null;
  // A conversation lasts twice as long at most.
  const patience = first.http ? Math.max(PATIENCE, TIMES * first.ms) : PATIENCE / 2;
  // Whether silence is more than slowness could not be told.
  if (first.http && performance.now() + patience > deadline) return null;
  const again = { ...call, patience };
  const said = await Promise.all(Array.from({ length: TIMES }, () => dial(again, deadline)));
  return [first, ...said].map(({ http }) => http?.status ?? null);
}
