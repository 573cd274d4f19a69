import type { Socket } from './types.js';

/** More connections wait to be accepted than its backlog lets (sk_acceptq_is_full in net/sock.h); no where that is not told. */
export const isFull = ({ queue: { used, limit } }: Pick<Socket, 'queue'>): boolean =>
  limit !== null && used > limit;
