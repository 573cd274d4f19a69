import { formatAddress } from '../../net/address.js';
import { AF_INET, AF_INET6, familyByNumber } from '../../net/address-family.js';
import {
  type Attributes,
  decodeAttributes,
  encodeAttribute,
  numberIn,
} from '../../system/netlink/attributes.js';
import { CONNECTED, stateOf } from './states.js';
import type { Socket } from './types.js';

/** SOCK_DIAG_BY_FAMILY (linux/sock_diag.h). */
export const SOCK_DIAG_BY_FAMILY = 20;
const IPPROTO = { tcp: 6, udp: 17 } as const;

const INET_DIAG_REQ_BYTECODE = 1;
const INET_DIAG_INFO = 2;
const INET_DIAG_SKV6ONLY = 11;
const INET_DIAG_MARK = 15;
const INET_DIAG_MD5SIG = 18;
const INET_DIAG_CGROUP_ID = 21;
const INET_DIAG_SOCKOPT = 22;
/** Bit of struct inet_diag_sockopt's first byte. */
const TRANSPARENT = 1 << 5;
const INET_DIAG_BC_S_GE = 2;
const INET_DIAG_BC_S_LE = 3;

/** Bits of struct inet_diag_req_v2's idiag_states. */
export const LISTENING = 1 << 10;
export const UNCONNECTED = 1 << 7;
/** All states, with 13 (TCP_BOUND_INACTIVE: bound without listening), which kernels before 6.8 ignore. */
export const EVERY_STATE = 0x3ffe;

/** One step of the kernel's filter: an operation that jumps over its operand if true, past the end if not. */
function comparison(code: number, port: number, no: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(code, 0);
  bytes.writeUInt8(8, 1);
  bytes.writeUInt16LE(no, 2);
  bytes.writeUInt16LE(port, 6);
  return bytes;
}

/** "Source port ≥ port and ≤ last": the equality operator is younger than some kernels in use. */
export const portFilter = (port: number, last: number): Buffer =>
  Buffer.concat([comparison(INET_DIAG_BC_S_GE, port, 20), comparison(INET_DIAG_BC_S_LE, last, 12)]);

/** The request for a list of sockets (struct inet_diag_req_v2), of one local port, of those up to the last, or of all; with struct tcp_info, beside which comes who must sign what he sends. */
export function socketRequest(
  protocol: 'tcp' | 'udp',
  family: 4 | 6,
  states: number,
  port: number | null,
  last = port ?? 0,
): Buffer {
  const request = Buffer.alloc(56);
  request.writeUInt8(family === 4 ? AF_INET : AF_INET6, 0);
  request.writeUInt8(IPPROTO[protocol], 1);
  if (protocol === 'tcp') request.writeUInt8(1 << (INET_DIAG_INFO - 1), 2);
  request.writeUInt32LE(states >>> 0, 4);
  return port === null
    ? request
    : Buffer.concat([request, encodeAttribute(INET_DIAG_REQ_BYTECODE, portFilter(port, last))]);
}

const addressAt = (bytes: Buffer, at: number, family: 4 | 6): string =>
  formatAddress({ family, bytes: [...bytes.subarray(at, at + (family === 4 ? 4 : 16))] });

/**
 * What passed, by tcpi_retransmits, tcpi_bytes_acked and tcpi_bytes_received (struct tcp_info of linux/tcp.h, since
 * 4.1), and of what is sent again tcpi_snd_mss, tcpi_sacked, tcpi_last_ack_recv and tcpi_busy_time (since 4.10).
 */
function passedIn(attributes: Attributes): Pick<Socket, 'passed'> {
  const info = attributes.get(INET_DIAG_INFO);
  if (!info || info.length < 136) return {};
  return {
    passed: {
      retransmits: info.readUInt8(2),
      acknowledged: Number(info.readBigUInt64LE(120)),
      received: Number(info.readBigUInt64LE(128)),
      ...(info.length >= 176 && {
        segment: info.readUInt32LE(16),
        beyond: info.readUInt32LE(28),
        heardAgo: info.readUInt32LE(56),
        busyFor: Number(info.readBigUInt64LE(168) / 1000n),
      }),
    },
  };
}

/** struct tcp_diag_md5sig: family, prefix length, key length, address, key. */
const SIGNER = 100;

/** Who must sign, which the kernel tells to those with CAP_NET_ADMIN; the keys are none of our business. */
function signersIn(attributes: Attributes): Pick<Socket, 'signers'> {
  const bytes = attributes.get(INET_DIAG_MD5SIG);
  if (!bytes) return {};
  const signers = Array.from({ length: Math.floor(bytes.length / SIGNER) }, (_, index) => {
    const family = familyByNumber(bytes[index * SIGNER]) ?? 4;
    return `${addressAt(bytes, index * SIGNER + 4, family)}/${bytes[index * SIGNER + 1]}`;
  });
  return { signers };
}

/** SO_MARK, which the kernel tells to those with CAP_NET_ADMIN too, and who must sign. */
const ownedBy = (attributes: Attributes): Pick<Socket, 'mark' | 'signers'> => {
  const mark = numberIn(attributes, INET_DIAG_MARK);
  return { ...(mark ? { mark } : {}), ...signersIn(attributes) };
};

/**
 * Reads one socket of the kernel's list (struct inet_diag_msg and its attributes); undefined for anything that is
 * none. `interfaceName` gives the name of an interface's index.
 */
export function decodeSocket(
  bytes: Buffer,
  protocol: 'tcp' | 'udp',
  interfaceName: (index: number) => string,
): Socket | undefined {
  if (bytes.length < 72) return undefined;
  const family = familyByNumber(bytes[0]);
  const remotePort = bytes.readUInt16BE(6);
  const state = stateOf(bytes[1]!, protocol);
  if (!family || !state) return undefined;
  const attributes = decodeAttributes(bytes, 72);
  const v6only = numberIn(attributes, INET_DIAG_SKV6ONLY);
  const device = bytes.readUInt32LE(40);
  return {
    protocol,
    family,
    state,
    local: { address: addressAt(bytes, 8, family), port: bytes.readUInt16BE(4) },
    remote: { address: addressAt(bytes, 24, family), port: remotePort },
    queue: { used: bytes.readUInt32LE(56), limit: bytes.readUInt32LE(60) },
    uid: bytes.readUInt32LE(64),
    inode: bytes.readUInt32LE(68),
    v6only: v6only === undefined ? null : v6only === 1,
    device: device === 0 ? null : interfaceName(device),
    cgroup: numberIn(attributes, INET_DIAG_CGROUP_ID) ?? null,
    expiresIn: bytes[2] === 0 ? null : bytes.readUInt32LE(52) / 1000,
    ...(CONNECTED.has(state) ? passedIn(attributes) : {}),
    // A request to connect has no struct tcp_info; how often its answer was sent again is idiag_retrans (inet_req_diag_fill()).
    ...(state === 'syn-recv' ? { passed: { received: 0, acknowledged: 0, retransmits: bytes[3]! } } : {}),
    ...(state === 'listen' ? ownedBy(attributes) : {}),
    ...((attributes.get(INET_DIAG_SOCKOPT)?.[0] ?? 0) & TRANSPARENT ? { transparent: true as const } : {}),
  };
}
