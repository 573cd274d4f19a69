import { parseAddress } from '../../net/address.js';
import { AF_INET, AF_INET6, AF_UNIX } from '../../net/address-family.js';

/** The abstract name of a unix socket, written with @ for its NUL: it ends where the address does (unix(7)). */
function encodeAbstract(name: string): Buffer {
  const bytes = Buffer.from(`\0\0${name}`);
  bytes.writeUInt16LE(AF_UNIX, 0);
  bytes.writeUInt8(0, 2);
  return bytes;
}

/**
 * The bytes of a struct sockaddr_in or sockaddr_in6 of Linux, without a scope, or of a sockaddr_un for an abstract name
 * (`@app`), which Node cannot connect to. Undefined for anything else.
 */
export function encodeSocketAddress(address: string, port: number): Buffer | undefined {
  if (address.startsWith('@')) return encodeAbstract(address);
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const six = parsed.family === 6;
  const bytes = Buffer.alloc(six ? 28 : 16);
  bytes.writeUInt16LE(six ? AF_INET6 : AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(parsed.bytes, six ? 8 : 4);
  return bytes;
}
