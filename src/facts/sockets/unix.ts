import { AF_UNIX } from '../../net/address-family.js';
import { decodeAttributes } from '../../system/netlink/attributes.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';
import type { System } from '../../system/system.js';
import { type Fact, known, unknownFrom } from '../fact.js';
import { SOCK_DIAG_BY_FAMILY } from './diag.js';
import type { UnixListener } from './types.js';

const UNIX_DIAG_NAME = 0;
const UNIX_DIAG_VFS = 1;
const UDIAG_SHOW = { name: 1, vfs: 2 } as const;
/** Length of struct unix_diag_msg. */
const HEADER = 16;
const STATE = { unconnected: 7, listening: 10 } as const;
/** __SO_ACCEPTCON in the flags of /proc/net/unix: it listens. */
const ACCEPTS = 0x10000;
/** SS_UNCONNECTED in its state. */
const UNCONNECTED = 1;

/** By the number that socket(2) takes. */
const TYPES: Readonly<Record<number, UnixListener['type']>> = { 1: 'stream', 2: 'dgram', 5: 'seqpacket' };

/** struct unix_diag_req. */
function unixRequest(): Buffer {
  const request = Buffer.alloc(24);
  request.writeUInt8(AF_UNIX, 0);
  request.writeUInt32LE((1 << STATE.listening) | (1 << STATE.unconnected), 4);
  request.writeUInt32LE(UDIAG_SHOW.name | UDIAG_SHOW.vfs, 12);
  return request;
}

/** An abstract name starts with NUL, and NULs are written as @; a path may end in one. */
const pathOf = (name: Buffer): string =>
  (name[0] === 0 ? name : name.subarray(0, name.indexOf(0) < 0 ? name.length : name.indexOf(0)))
    .toString('utf8')
    .replaceAll('\0', '@');

/** One socket of the kernel's list (struct unix_diag_msg), if it waits for others under a name. */
export function decodeUnixSocket(bytes: Buffer): UnixListener | undefined {
  if (bytes.length < HEADER) return undefined;
  const type = TYPES[bytes[1]!];
  const listens = bytes[2] === (type === 'dgram' ? STATE.unconnected : STATE.listening);
  const attributes = decodeAttributes(bytes, HEADER);
  const name = attributes.get(UNIX_DIAG_NAME);
  if (!type || !listens || !name || name.length === 0) return undefined;
  const path = pathOf(name);
  const vfs = attributes.get(UNIX_DIAG_VFS);
  const file = vfs && vfs.length >= 8 && !/^[/@]/.test(path) ? { file: vfs.readUInt32LE(0) } : {};
  return { path, inode: bytes.readUInt32LE(4), type, ...file };
}

/** The rows of /proc/net/unix (proc(5)) that listen, and the datagram sockets that have a name and no peer. */
export function parseProcNetUnix(text: string): UnixListener[] {
  return text.split('\n').flatMap(row => {
    const match = /^[\da-f]+: [\da-f]+ [\da-f]+ ([\da-f]+) ([\da-f]+) ([\da-f]+) +(\d+) (.+)$/i.exec(row);
    if (!match) return [];
    const [flags, kind, state] = match.slice(1, 4).map(field => Number.parseInt(field, 16));
    const type = TYPES[kind!];
    const listens = type === 'dgram' ? state === UNCONNECTED : (flags! & ACCEPTS) !== 0;
    return type && listens ? [{ path: match[5]!, inode: Number(match[4]), type }] : [];
  });
}

const fromKernel = (netlink: Netlink): UnixListener[] =>
  netlink
    .dump(NETLINK.socketDiagnosis, SOCK_DIAG_BY_FAMILY, unixRequest())
    .flatMap(bytes => decodeUnixSocket(bytes) ?? []);

/** The unix sockets of this network namespace that wait for clients, in the order of their inodes. */
export function readLinuxUnixListeners(system: System): Fact<readonly UnixListener[]> {
  const inOrder = (sockets: UnixListener[]) => sockets.sort((one, two) => one.inode - two.inode);
  const netlink = system.netlink?.();
  if (netlink) {
    try {
      return known(inOrder(fromKernel(netlink)), 'unix_diag');
    } catch {
      // No unix_diag in this kernel: the file tells the same.
    }
  }
  try {
    return known(inOrder(parseProcNetUnix(system.read('/proc/net/unix'))), '/proc/net/unix');
  } catch (error) {
    return unknownFrom(error, '/proc/net/unix');
  }
}
