import { alertName } from './tls-alerts.js';
import type { Recognised } from './types.js';

const printable = /^[\x20-\x7e]*/;

/** Text from `at`, to the first byte that is no printable ASCII. */
const words = (bytes: Buffer, at: number): string =>
  printable.exec(bytes.toString('latin1', at, at + 300))?.[0] ?? '';

/** TLS record: type 20–23, version 3.x (RFC 8446 § 5.1). */
function tls(bytes: Buffer): Recognised | null {
  const [type = 0, major = 0, minor = 0] = bytes;
  if (type < 20 || type > 23 || major !== 3 || minor > 4) return null;
  const alert = type === 21 && bytes.length >= 7 ? alertName(bytes[6] ?? 0) : null;
  return { protocol: 'tls', banner: alert === null ? null : `TLS alert ${alert}` };
}

/** HTTP/2: a server opens with SETTINGS (type 4) on stream 0, or ends with GOAWAY (type 7) (RFC 9113 § 4.1). */
function http2(bytes: Buffer): Recognised | null {
  if (bytes.length < 9) return null;
  const size = bytes.readUIntBE(0, 3);
  const type = bytes[3];
  if (bytes.readUInt32BE(5) !== 0) return null;
  if (type === 4 && size % 6 === 0 && size <= 600) return { protocol: 'http2', banner: null };
  return type === 7 && size >= 8 && size < 4096
    ? { protocol: 'http2', banner: words(bytes, 17) || null }
    : null;
}

/** MySQL and MariaDB: 3-byte length, sequence 0 (1 for late errors), then version 10 or an error packet 0xff. */
function mysql(bytes: Buffer): Recognised | null {
  if (bytes.length < 6 || (bytes[3] ?? 9) > 1) return null;
  const size = bytes.readUIntLE(0, 3);
  if (bytes[4] === 10 && size > 20 && size < 1024) {
    const version = words(bytes, 5);
    return /^\d+\.\d+/.test(version) ? { protocol: 'mysql', banner: version } : null;
  }
  if (bytes[4] !== 0xff || size < 4 || size > 1024 || bytes.length < 9) return null;
  const code = bytes.readUInt16LE(5);
  if (code < 1000 || code > 4999) return null;
  const at = bytes[7] === 0x23 ? 13 : 7;
  return { protocol: 'mysql', banner: `error ${code}: ${words(bytes, at)}` };
}

/** PostgreSQL: an ErrorResponse (E) of tagged strings, an authentication request (R), or the one byte N to SSLRequest. */
function postgresql(bytes: Buffer): Recognised | null {
  if (bytes.length === 1 && (bytes[0] === 0x4e || bytes[0] === 0x53))
    return { protocol: 'postgresql', banner: null };
  if (bytes.length < 9) return null;
  const size = bytes.readUInt32BE(1);
  if (bytes[0] === 0x52 && size >= 8 && size < 1024 && bytes.readUInt32BE(5) <= 12)
    return { protocol: 'postgresql', banner: null };
  if (bytes[0] !== 0x45 || size > 4096 || !/^[A-Z]/.test(String.fromCharCode(bytes[5] ?? 0))) return null;
  const fields = bytes.toString('utf8', 5, Math.min(bytes.length, size + 1)).split('\0');
  const field = (tag: string) => fields.find(text => text.startsWith(tag))?.slice(1);
  const message = field('M');
  if (message === undefined || field('S') === undefined) return null;
  return {
    protocol: 'postgresql',
    banner: `${field('V') ?? field('S')} ${field('C') ?? ''}: ${message}`.slice(0, 300),
  };
}

/** MongoDB: length, ids and opcode OP_REPLY (1) or OP_MSG (2013), little-endian. */
function mongodb(bytes: Buffer): Recognised | null {
  if (bytes.length < 20) return null;
  const size = bytes.readUInt32LE(0);
  const code = bytes.readUInt32LE(12);
  return size >= 20 && size < 1 << 24 && (code === 1 || code === 2013)
    ? { protocol: 'mongodb', banner: null }
    : null;
}

/** FastCGI: version 1, a record type that a server sends (END_REQUEST 3, STDOUT 6, STDERR 7, VALUES 10, UNKNOWN 11). */
function fastcgi(bytes: Buffer): Recognised | null {
  return bytes.length >= 8 && bytes[0] === 1 && [3, 6, 7, 10, 11].includes(bytes[1] ?? 0) && bytes[7] === 0
    ? { protocol: 'fastcgi', banner: null }
    : null;
}

/** AJP/1.3: packets from the container start with "AB". */
function ajp(bytes: Buffer): Recognised | null {
  if (bytes.length < 5 || bytes[0] !== 0x41 || bytes[1] !== 0x42) return null;
  const size = bytes.readUInt16BE(2);
  return size > 0 && [3, 4, 5, 6, 9].includes(bytes[4] ?? 0) ? { protocol: 'ajp', banner: null } : null;
}

/** RDP: a TPKT (3, 0, length) with an X.224 connection confirm (0xd0), or with data (0xf0), which tells others to disconnect. */
function rdp(bytes: Buffer): Recognised | null {
  if (bytes.length < 7 || bytes[0] !== 3 || bytes[1] !== 0) return null;
  const data = bytes[4] === 2 && bytes[5] === 0xf0 && bytes.readUInt16BE(2) === bytes.length;
  return bytes[5] === 0xd0 || data ? { protocol: 'rdp', banner: null } : null;
}

/** MQTT: CONNACK (0x20, length 2 or more, flags 0 or 1). */
const mqtt = (bytes: Buffer): Recognised | null =>
  bytes.length >= 4 && bytes[0] === 0x20 && (bytes[1] ?? 0) + 2 === bytes.length && (bytes[2] ?? 9) <= 1
    ? { protocol: 'mqtt', banner: null }
    : null;

/**
 * AMQP: a method frame on channel 0 with connection.start (10, 10) of 0-9-1; or the header by which a server says which
 * version it would rather speak: a protocol number, then major, minor and revision.
 */
function amqp(bytes: Buffer): Recognised | null {
  if (bytes.length < 8) return null;
  if (bytes.toString('latin1', 0, 4) === 'AMQP') {
    const [id = 0, major = 0, minor = 0, revision = 0] = bytes.subarray(4, 8);
    const old = id === 0 && major === 0;
    return { protocol: 'amqp', banner: `AMQP ${old ? `0-${minor}-${revision}` : `${major}.${minor}`}` };
  }
  const starts = bytes.length >= 11 && bytes[0] === 1 && bytes.readUInt16BE(1) === 0;
  return starts && bytes.readUInt32BE(7) === 0x000a000a ? { protocol: 'amqp', banner: 'AMQP 0-9-1' } : null;
}

/** TDS: the answer to a PRELOGIN: a packet of type 4 that ends its message, and a table that begins with VERSION (MS-TDS 2.2.6.5). */
const tds = (bytes: Buffer): Recognised | null =>
  bytes.length >= 14 &&
  bytes[0] === 4 &&
  bytes[1] === 1 &&
  bytes.readUInt16BE(2) === bytes.length &&
  bytes[8] === 0 &&
  bytes.readUInt16BE(11) === 6
    ? { protocol: 'tds', banner: null }
    : null;

/** LDAP: a message with an entry (4), the end of a search (5) or a notice (24) in it (RFC 4511 § 4.1.1). */
function ldap(bytes: Buffer): Recognised | null {
  if (bytes[0] !== 0x30 || bytes.length < 7) return null;
  const size = bytes[1] ?? 0;
  const at = 2 + (size & 0x80 ? size & 0x7f : 0);
  const known = bytes[at] === 2 && bytes[at + 1] === 1 && [0x64, 0x65, 0x78].includes(bytes[at + 3] ?? 0);
  return known ? { protocol: 'ldap', banner: null } : null;
}

/** DNS over TCP: the length, and an answer to the question of ./services.ts (RFC 1035 § 4.1.1). */
const dns = (bytes: Buffer): Recognised | null =>
  bytes.length >= 14 &&
  bytes.readUInt16BE(0) >= 12 &&
  bytes.readUInt16BE(2) === 0x6e63 &&
  ((bytes[4] ?? 0) & 0x80) !== 0
    ? { protocol: 'dns', banner: null }
    : null;

/** SMB: a session message (0) with a header of version 1 or 2 (MS-SMB2 2.1), or a session refused (RFC 1002 § 4.3.4). */
function smb(bytes: Buffer): Recognised | null {
  if (bytes.length === 5 && bytes.readUInt32BE(0) === 0x83000001)
    return { protocol: 'smb', banner: `session refused (0x${bytes[4]?.toString(16)})` };
  const header = bytes.length >= 8 && bytes[0] === 0 && /^[\xfe\xff]SMB/.test(bytes.toString('latin1', 4, 8));
  return header ? { protocol: 'smb', banner: null } : null;
}

/** OpenWire: a length, and WireFormatInfo (1) with its magic word, by which ActiveMQ greets. */
const openwire = (bytes: Buffer): Recognised | null =>
  bytes.length >= 13 && bytes[4] === 1 && bytes.toString('latin1', 5, 13) === 'ActiveMQ'
    ? { protocol: 'openwire', banner: null }
    : null;

/** Telnet: an option negotiation (IAC WILL, WONT, DO or DONT). */
const telnet = (bytes: Buffer): Recognised | null =>
  bytes.length >= 3 && bytes[0] === 0xff && (bytes[1] ?? 0) >= 251 && (bytes[1] ?? 0) <= 254
    ? { protocol: 'telnet', banner: null }
    : null;

/** MySQL's X protocol: a Notice (11) or an Error (1) frame. */
const mysqlx = (bytes: Buffer): Recognised | null =>
  bytes.length >= 5 && bytes.readUInt32LE(0) === bytes.length - 4 && (bytes[4] === 11 || bytes[4] === 1)
    ? { protocol: 'mysqlx', banner: null }
    : null;

const all = [
  amqp,
  tls,
  tds,
  openwire,
  smb,
  dns,
  ldap,
  mysql,
  http2,
  postgresql,
  mongodb,
  fastcgi,
  ajp,
  rdp,
  mqtt,
  telnet,
  mysqlx,
];

/** The protocols whose first bytes are no text. Pure and total. */
export function binary(bytes: Buffer): Recognised | null {
  for (const known of all) {
    const found = known(bytes);
    if (found !== null) return found;
  }
  return null;
}
