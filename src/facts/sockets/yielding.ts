import type { System } from '../../system/system.js';
import { type Fact, valueIn } from '../fact.js';
import type { Socket, SocketState } from './types.js';

/** A TCP connection that one end or both have closed. */
export const CLOSING: readonly SocketState[] = [
  'time-wait',
  'fin-wait-1',
  'fin-wait-2',
  'close-wait',
  'last-ack',
  'closing',
];

/** Marks what is left of connections on a port where nothing else is: whether it holds off a server that sets SO_REUSEADDR. */
export function markYielding(
  system: System,
  port: number,
  sockets: Fact<readonly Socket[]>,
): Fact<readonly Socket[]> {
  const tcp = (valueIn(sockets) ?? []).filter(({ protocol }) => protocol === 'tcp');
  if (sockets.status === 'unknown' || tcp.length === 0) return sockets;
  const yields = tcp.every(({ state }) => CLOSING.includes(state)) ? system.isFreeToReuse?.(port) : undefined;
  if (yields === undefined) return sockets;
  const marked = sockets.value.map(each => (tcp.includes(each) ? { ...each, yields } : each));
  return { ...sockets, value: marked };
}
