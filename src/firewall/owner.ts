import { serves } from '../facts/sockets/cover.js';
import type { Socket } from '../facts/sockets/types.js';
import type { Question } from '../net/question.js';

/** Whose socket it is that sends or takes a packet. */
export interface Owner {
  /** The user; null for a packet that came in, undefined where it may be anybody. */
  readonly uid: number | null | undefined;
  /** The group, likewise. */
  readonly gid: number | null | undefined;
}

export const anybody: Owner = { uid: undefined, gid: undefined };

/** What the sockets that serve a port give their packets. */
export interface Served {
  /** Whose socket takes connections, and gives the first answer. */
  readonly listener?: Owner | undefined;
  /** Whose socket a connection is, once it was accepted. */
  readonly acceptor?: Owner | undefined;
  /** The mark that the socket gives its answers. */
  readonly serverMark?: number | undefined;
}

/** Whose the sockets are that serve the question's port, and their mark, where that is one and the same. */
export function ownOf(sockets: readonly Socket[] | undefined, { protocol, port }: Question): Served {
  const serving = (sockets ?? []).filter(each => each.local.port === port && serves(each, protocol));
  const one = <T>(of: (socket: Socket) => T): T | undefined =>
    new Set(serving.map(of)).size === 1 ? of(serving[0]!) : undefined;
  return {
    listener: { uid: one(({ uid }) => uid), gid: one(({ group }) => group) },
    acceptor: { uid: one(({ acceptor }) => acceptor?.user), gid: one(({ acceptor }) => acceptor?.group) },
    serverMark: one(({ mark }) => mark),
  };
}
