import { parseAddress } from '../../net/address.js';
import { AF_INET, AF_INET6 } from '../../net/address-family.js';
import { encodeAttribute, encodeNumber } from '../../system/netlink/attributes.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';
import { decodeRouteMessage, type InterfaceNames, RTA, wayOf } from './decode.js';
import type { Flow, RouteLookup, RoutingRule } from './types.js';

const RTM_GETROUTE = 26;
/** RTM_F_LOOKUP_TABLE: the answer names the table that the route is in. */
const NAME_TABLE = 0x1000;

/** How one packet would travel. `input` is an interface's name, for a packet that arrives there. */
export interface LookupRequest {
  readonly to: string;
  readonly from?: string | null;
  readonly input?: string | null;
  /** The device that the sender is tied to. */
  readonly output?: string;
  readonly mark?: number;
  readonly flow?: Flow;
}

/** Words of a policy rule that asks for more than addresses, interfaces and marks (ip-rule(8)). */
const FLOW = ['ipproto', 'sport', 'dport', 'uidrange'];

/** Of the marks that policy rules ask for, so many are tried. */
const MOST_MARKS = 8;

/**
 * The requests as the policy rules make them necessary: with ports, protocol and user only where a rule asks for them,
 * and once more for every mark that a rule asks for, which the firewall may set. Each once.
 */
export function fitted(requests: readonly LookupRequest[], rules: readonly RoutingRule[]): LookupRequest[] {
  const asksFlow = rules.some(({ text }) => text.split(' ').some(word => FLOW.includes(word)));
  const plain = asksFlow ? requests : requests.map(({ flow: _, ...request }) => request);
  const named = rules.flatMap(({ text }) => /\bfwmark (0x[\da-f]+)/.exec(text)?.[1] ?? []).map(Number);
  const marks = [...new Set(named)].filter(mark => mark !== 0).slice(0, MOST_MARKS);
  // What comes in for this machine meets a mark's rule only where that is asked before the local table.
  const first = rules.findIndex(({ text }) => text.includes('fwmark'));
  const arriving = first < rules.findIndex(({ text }) => / lookup local$/.test(text));
  const marked = marks.flatMap(mark =>
    plain
      .filter(({ input, mark: own }) => (arriving || !input) && !own)
      .map(request => ({ ...request, mark })),
  );
  return [...new Map([...plain, ...marked].map(request => [JSON.stringify(request), request])).values()];
}

/** The request with everything said, and the answer still open. */
export const unanswered = ({
  to,
  from = null,
  input = null,
  output,
  mark = 0,
  flow,
}: LookupRequest): RouteLookup => ({
  to,
  from,
  input,
  mark,
  ...(output ? { output } : {}),
  ...(flow ? { flow } : {}),
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
  { to, from = null, input = null, output, mark = 0, flow }: LookupRequest,
  names: InterfaceNames,
): Buffer | 'EINVAL' | 'ENODEV' {
  const destination = parseAddress(to);
  const source = from === null ? null : parseAddress(from);
  if (!destination || source === undefined || (source && source.family !== destination.family))
    return 'EINVAL';
  // The zone of a link-local address may be the interface's number (RFC 4007 section 11.2).
  const numbered = (name: string) => (names.has(Number(name)) ? Number(name) : undefined);
  const indexOf = (name: string | null) =>
    name === null ? 0 : ([...names].find(each => each[1] === name)?.[0] ?? numbered(name));
  const index = indexOf(input);
  const tied = indexOf(output ?? null);
  if (index === undefined || tied === undefined) return 'ENODEV';
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
    ...(tied === 0 ? [] : [encodeNumber(RTA.output, tied)]),
    ...(mark === 0 ? [] : [encodeNumber(RTA.mark, mark)]),
    ...flowAttributes(flow),
  ]);
}

/** A flow in the words of `ip route get`. */
export const flowWords = (flow: Flow | undefined): string[] => {
  if (!flow) return [];
  const { protocol, sourcePort, destinationPort, uid } = flow;
  const word = (name: string, value: number | undefined) =>
    value === undefined ? [] : [name, String(value)];
  return [
    ...['ipproto', protocol],
    ...word('sport', sourcePort),
    ...word('dport', destinationPort),
    ...word('uid', uid),
  ];
};

const PROTOCOL_NUMBER = { tcp: 6, udp: 17 } as const;

/** A port in network order, two bytes. */
const port = (type: number, number: number): Buffer =>
  encodeAttribute(type, Buffer.from([number >> 8, number & 255]));

/** RTA_UID in four bytes, RTA_IP_PROTO in one, the ports in network order (Linux 4.19; those before look past them). */
function flowAttributes(flow: Flow | undefined): Buffer[] {
  if (!flow) return [];
  const { protocol, sourcePort, destinationPort, uid } = flow;
  return [
    ...(uid === undefined ? [] : [encodeNumber(RTA.uid, uid)]),
    encodeAttribute(RTA.ipProtocol, Buffer.from([PROTOCOL_NUMBER[protocol]])),
    ...(sourcePort === undefined ? [] : [port(RTA.sourcePort, sourcePort)]),
    ...(destinationPort === undefined ? [] : [port(RTA.destinationPort, destinationPort)]),
  ];
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
