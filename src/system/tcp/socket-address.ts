import { parseAddress } from '../../net/address.js';
import { AF_INET, AF_INET6 } from '../../net/address-family.js';

/** The bytes of a struct sockaddr_in or sockaddr_in6 of Linux, without a scope. Undefined for no address. */
export function encodeSocketAddress(address: string, port: number): Buffer | undefined {
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const six = parsed.family === 6;
  const bytes = Buffer.alloc(six ? 28 : 16);
  bytes.writeUInt16LE(six ? AF_INET6 : AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(parsed.bytes, six ? 8 : 4);
  return bytes;
}
