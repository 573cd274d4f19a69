import { parseAddress } from '../../net/address.js';
import { encodeAttribute, encodeNumber } from '../../system/netlink/attributes.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';
import { AF_INET, AF_INET6, decodeRouteMessage, type InterfaceNames, RTA, wayOf } from './decode.js';
import type { RouteLookup } from './types.js';

const RTM_GETROUTE = 26;
/** RTM_F_LOOKUP_TABLE: the answer names the table that the route is in. */
const NAME_TABLE = 0x1000;

/** How one packet would travel. `input` is an interface's name, for a packet that arrives there. */
export interface LookupRequest {
  readonly to: string;
  readonly from?: string | null;
  readonly input?: string | null;
  readonly mark?: number;
}

/** The request with everything said, and the answer still open. */
export const unanswered = ({ to, from = null, input = null, mark = 0 }: LookupRequest): RouteLookup => ({
  to,
  from,
  input,
  mark,
  type: null,
  error: null,
  gateway: null,
  device: null,
  source: null,
  table: null,
});

/**
 * The bytes of a lookup (struct rtmsg and its attributes), or the name of the error that the kernel would give:
 * EINVAL for what is no address or of two families, ENODEV for an interface that is not there.
 */
export function encodeLookup(
  { to, from = null, input = null, mark = 0 }: LookupRequest,
  names: InterfaceNames,
): Buffer | 'EINVAL' | 'ENODEV' {
  const destination = parseAddress(to);
  const source = from === null ? null : parseAddress(from);
  if (!destination || source === undefined || (source && source.family !== destination.family))
    return 'EINVAL';
  const index = input === null ? 0 : [...names].find(([, name]) => name === input)?.[0];
  if (index === undefined) return 'ENODEV';
  const header = Buffer.alloc(12);
  header.writeUInt8(destination.family === 4 ? AF_INET : AF_INET6, 0);
  header.writeUInt8(destination.bytes.length * 8, 1);
  header.writeUInt8(source ? source.bytes.length * 8 : 0, 2);
  header.writeUInt32LE(NAME_TABLE, 8);
  return Buffer.concat([
    header,
    encodeAttribute(RTA.destination, Buffer.from(destination.bytes)),
    ...(source ? [encodeAttribute(RTA.source, Buffer.from(source.bytes))] : []),
    ...(index === 0 ? [] : [encodeNumber(RTA.input, index)]),
    ...(mark === 0 ? [] : [encodeNumber(RTA.mark, mark)]),
  ]);
}

/** Asks the kernel how the packet would travel; its refusal is an answer too. Throws where it could not be asked. */
export function lookUp(netlink: Netlink, request: LookupRequest, names: InterfaceNames): RouteLookup {
  const open = unanswered(request);
  const message = encodeLookup(request, names);
  if (typeof message === 'string') return { ...open, error: message };
  try {
    const answer = decodeRouteMessage(netlink.ask(NETLINK.route, RTM_GETROUTE, message));
    if (!answer) return { ...open, error: 'EBADMSG' };
    return { ...open, type: answer.type, table: answer.table, ...wayOf(answer.attributes, names) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code || UNASKED.has(code)) throw error;
    return { ...open, error: code };
  }
}

/** Errors of the socket, not of the route. A prohibited route is EACCES. */
const UNASKED = new Set([
  'EPERM',
  'ETIMEDOUT',
  'EBADMSG',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'EPROTONOSUPPORT',
  'EAFNOSUPPORT',
]);
