import { isTool } from '../../facts/processes/tool.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { clusterBelow } from '../../programs/cluster.js';
import { holdersOf, serversOf, takersOf } from '../serving.js';

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
  return socket && heldBy(socket, owners, processes);
}

/** Who serves the port at whatever address: what is wrong with the process itself stands behind a wrong address too. */
export function servingAnywhere(
  sockets: readonly Socket[],
  owners: Owners,
  processes: readonly Process[],
  question: Question,
): Serving | undefined {
  if (!question.local) return undefined;
  const socket = takersOf(sockets, question)[0] ?? serversOf(sockets, question)[0];
  return socket && heldBy(socket, owners, processes);
}

/** A socket with its holders; undefined where they cannot be seen. */
function heldBy(socket: Socket, owners: Owners, processes: readonly Process[]): Serving | undefined {
  const holders = holdersOf(socket, owners, processes);
  if (holders.length === 0) return undefined;
  // A master that shares the socket with its children leaves accepting to them.
  const able = holders.filter(({ command }) => !isTool(command[0] ?? ''));
  const children = able.filter(each => holders.some(other => other.pid === each.parent));
  const behind = routedTo(children, processes);
  return { socket, holders, workers: [behind, children, able, holders].find(({ length }) => length > 0)! };
}

/**
 * The workers behind uWSGI's http router (its options http and https): a child of the master like them, it alone has the socket,
 * and hands requests on to whichever of them is free.
 */
const routedTo = (routers: readonly Process[], processes: readonly Process[]): readonly Process[] =>
  processes.filter(
    each =>
      /^uwsgi/.test(each.name) &&
      routers.some(({ pid }) => pid !== each.pid) &&
      routers.every(
        ({ pid, parent, name }) => pid !== each.pid && parent === each.parent && name === each.name,
      ),
  );

/** The same, with those in the place of its holders to whom they deal the connections out, where they do. */
export const dealing = (
  serving: Serving,
  processes: readonly Process[],
  entries: readonly Pm2Entry[],
): Serving => {
  const dealt = dealtTo(serving.holders, processes, entries);
  return dealt.length > 0 ? { ...serving, workers: dealt } : serving;
};

/** The workers of a Node cluster; under PM2 the daemon holds the socket for its entries in cluster mode. */
export function dealtTo(
  holders: readonly Process[],
  processes: readonly Process[],
  entries: readonly Pm2Entry[],
): readonly Process[] {
  const [primary] = holders;
  if (!primary || holders.length > 1) return [];
  const own = entries.filter(({ daemon, mode }) => daemon === primary.pid && mode === 'cluster');
  if (own.length > 0) return processes.filter(each => own.some(({ pid }) => pid === each.pid));
  return clusterBelow(primary, processes);
}
