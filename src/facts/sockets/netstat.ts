import { canonicalAddress, wildcardOf } from '../../net/address.js';
import { pidInode } from './pid-inode.js';
import type { Endpoint, Socket, SocketState } from './types.js';
import { unseenSocket } from './unseen.js';

const STATES: Readonly<Record<string, SocketState>> = {
  LISTENING: 'listen',
  ESTABLISHED: 'established',
  SYN_SENT: 'syn-sent',
  SYN_RECEIVED: 'syn-recv',
  SYN_RCVD: 'syn-recv',
  FIN_WAIT_1: 'fin-wait-1',
  FIN_WAIT_2: 'fin-wait-2',
  TIME_WAIT: 'time-wait',
  CLOSE_WAIT: 'close-wait',
  LAST_ACK: 'last-ack',
  CLOSING: 'closing',
  CLOSED: 'close',
  BOUND: 'bound',
};

/** `0.0.0.0:135`, `[::1]:8000`, `*:*`; a zone is left out (`[fe80::1%4]:546`). */
function parseEndpoint(text: string, family: 4 | 6): Endpoint | undefined {
  if (text === '*:*') return { address: wildcardOf(family), port: 0 };
  const match = /^(.+):(\d+)$/.exec(text);
  const address = match && canonicalAddress(match[1]!.replace(/^\[|\]$/g, '').replace(/%.*$/s, ''));
  return match && address !== undefined ? { address: address!, port: Number(match[2]) } : undefined;
}

/**
 * A row: protocol, local address, remote address, state (TCP only, in the system's language) and pid. A TCP row
 * whose state is in another language listens where its remote port is 0, and is connected else.
 */
function parseRow(row: string, place: number): Socket | undefined {
  const fields = row.trim().split(/\s+/);
  const protocol = fields[0] === 'TCP' ? 'tcp' : fields[0] === 'UDP' ? 'udp' : undefined;
  const family = fields[1]?.startsWith('[') ? 6 : 4;
  const local = parseEndpoint(fields[1] ?? '', family);
  const remote = parseEndpoint(fields[2] ?? '', family);
  const pid = Number(fields.at(-1));
  if (!protocol || !local || !remote || fields.length < 4 || !Number.isInteger(pid)) return undefined;
  const state =
    protocol === 'udp'
      ? 'unconnected'
      : (Object.hasOwn(STATES, fields[3]!) && STATES[fields[3]!]) ||
        (remote.port === 0 ? 'listen' : 'established');
  return {
    protocol,
    family,
    state,
    local,
    remote,
    queue: { used: 0, limit: null },
    uid: -1,
    inode: pidInode(pid, place),
    ...unseenSocket,
  };
}

/** The sockets in the output of `netstat -ano` on Windows. */
export const parseNetstat = (text: string): Socket[] =>
  text.split('\n').flatMap((row, place) => parseRow(row, place) ?? []);
