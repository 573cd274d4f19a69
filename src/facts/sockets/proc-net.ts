import { formatAddress } from '../../net/address.js';
import { isLittleEndian } from '../../system/os.js';
import { stateOf } from './states.js';
import type { Endpoint, Socket } from './types.js';
import { unseenSocket } from './unseen.js';

/** tm->when of a row is in hundredths of a second (USER_HZ) on every architecture that Node runs on. */
const TICKS = 100;

/** `0100007F:1F90`: the address as 32-bit words of the machine's byte order, the port as a plain number. */
function parseEndpoint(text: string, family: 4 | 6): Endpoint | undefined {
  const digits = family === 4 ? 8 : 32;
  if (text.length !== digits + 5 || !/^[\da-f]+:[\da-f]{4}$/i.test(text)) return undefined;
  const bytes = Buffer.from(text.slice(0, digits), 'hex');
  if (isLittleEndian) bytes.swap32();
  const port = Number.parseInt(text.slice(digits + 1), 16);
  return { address: formatAddress({ family, bytes: [...bytes] }), port };
}

/** The two hexadecimal numbers of a field like `00000000:00000005`. */
const pair = (text: string): [number, number] => {
  const [first = '', second = ''] = text.split(':');
  return [Number.parseInt(first, 16), Number.parseInt(second, 16)];
};

/**
 * One row: sl, local, remote, state, tx:rx, timer:when, retransmits, uid, timeout, inode, references, address, rto, ato … In
 * a listener's row the receive queue counts the connections that wait to be accepted; its limit is not told. The time-out of
 * delayed ACKs (ato) is set as the first data come in (tcp_event_data_recv in net/ipv4/tcp_input.c), and is 0 until then.
 */
function parseRow(row: string, protocol: 'tcp' | 'udp', family: 4 | 6): Socket | undefined {
  const fields = row.trim().split(/\s+/);
  const local = parseEndpoint(fields[1] ?? '', family);
  const remote = parseEndpoint(fields[2] ?? '', family);
  const state = stateOf(Number.parseInt(fields[3] ?? '', 16), protocol);
  const [sending, receiving] = pair(fields[4] ?? '');
  const [timer, when] = pair(fields[5] ?? '');
  const uid = Number.parseInt(fields[7] ?? '', 10);
  const inode = Number.parseInt(fields[9] ?? '', 10);
  if (!local || !remote || !state || [sending, receiving, timer, when, uid, inode].some(Number.isNaN))
    return undefined;
  return {
    protocol,
    family,
    state,
    local,
    remote,
    queue: { used: receiving, limit: state === 'listen' ? null : sending },
    uid,
    inode,
    ...unseenSocket,
    ...(state === 'established' && fields[13] === '0' && { unheard: true as const }),
    expiresIn: timer === 0 ? null : when / TICKS,
  };
}

/**
 * The sockets in the text of /proc/net/{tcp,tcp6,udp,udp6} or another namespace's /proc/PID/net/… (proc(5)),
 * those of one local port where `port` is given. Rows that are none are left out.
 */
export function parseProcNet(
  text: string,
  protocol: 'tcp' | 'udp',
  family: 4 | 6,
  port: number | null = null,
): Socket[] {
  const wanted = port === null ? '' : `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return text
    .split('\n')
    .filter(row => row.includes(wanted))
    .flatMap(row => parseRow(row, protocol, family) ?? [])
    .filter(socket => port === null || socket.local.port === port);
}
