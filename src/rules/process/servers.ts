import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { holdersOf, takersOf } from '../serving.js';

/** The socket that takes the question's connections, with the processes that could accept them. */
export interface Serving {
  readonly socket: Socket;
  /** The holders that would accept: workers where there are any, the lone process otherwise. */
  readonly workers: readonly Process[];
  readonly holders: readonly Process[];
}

/** Who should answer the question; undefined where nobody listens or the holders cannot be seen. */
export function servingOf(
  sockets: readonly Socket[],
  owners: Owners,
  processes: readonly Process[],
  question: Question,
): Serving | undefined {
  if (!question.local) return undefined;
  const socket = takersOf(sockets, question)[0];
  if (!socket) return undefined;
  const holders = holdersOf(socket, owners, processes);
  if (holders.length === 0) return undefined;
  // A master that shares the socket with its children leaves accepting to them.
  const children = holders.filter(each => holders.some(other => other.pid === each.parent));
  return { socket, holders, workers: children.length > 0 ? children : holders };
}

/** "1 process" or "3 processes". */
export const count = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? '' : word.endsWith('s') ? 'es' : 's'}`;
