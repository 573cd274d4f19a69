import type { SocketState } from './types.js';

/** The kernel's numbers of TCP states (net/tcp_states.h). 12 is a request that becomes a connection. */
const TCP: readonly (SocketState | undefined)[] = [
  undefined,
  'established',
  'syn-sent',
  'syn-recv',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'close',
  'close-wait',
  'last-ack',
  'listen',
  'closing',
  'syn-recv',
  'bound',
];

/**
 * The state of a socket by the kernel's number; undefined for a number that is none. A TCP socket that is listed
 * in state CLOSE is one that is bound without listening: a closed one has no port and is in no list.
 */
export function stateOf(number: number, protocol: 'tcp' | 'udp'): SocketState | undefined {
  if (protocol === 'udp') return number === 1 ? 'established' : number === 7 ? 'unconnected' : undefined;
  return number === 7 ? 'bound' : TCP[number];
}

/** States of a TCP connection that was made, and of which one end may yet say something or wait until it is heard. */
export const CONNECTED: ReadonlySet<SocketState> = new Set([
  'established',
  'close-wait',
  'fin-wait-1',
  'last-ack',
  'closing',
]);
