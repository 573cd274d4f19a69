import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
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

/** How long a connection stays in TIME_WAIT, seconds: TCP_TIMEWAIT_LEN of include/net/tcp.h. */
export const TIME_WAIT = 60;

/** What is gone sooner, in seconds, is not tried: the port may be anybody's by then. */
const SOON = 1;

/**
 * Marks what is left of connections on a port that has no other TCP socket, as all of them were seen: whether it holds off
 * a server that sets SO_REUSEADDR. Each is tried at its own address, where it keeps off whoever does not set that.
 */
export function markYielding(system: System, sockets: Fact<readonly Socket[]>): Fact<readonly Socket[]> {
  if (sockets.status !== 'known') return sockets;
  const left = sockets.value.filter(({ protocol }) => protocol === 'tcp');
  if (!left.every(({ state, expiresIn }) => CLOSING.includes(state) && (expiresIn ?? SOON) >= SOON))
    return sockets;
  const places = new Map(left.map(({ local }) => [local.address, local]));
  const answers = new Map(
    [...places].map(([address, { port }]) => [address, system.isFreeToReuse?.(address, port)]),
  );
  const marked = sockets.value.map(each => {
    const yields = each.protocol === 'tcp' ? answers.get(each.local.address) : undefined;
    return yields === undefined ? each : { ...each, yields };
  });
  return { ...sockets, value: marked };
}
