import { parseAddress } from '../../net/address.js';

/** struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)); undefined for what is no address. */
export function socketAddress(address: string, port: number): Buffer | undefined {
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const bytes = Buffer.alloc(parsed.family === 4 ? 16 : 28);
  bytes.writeUInt16LE(parsed.family === 4 ? 2 : 10, 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(parsed.bytes, parsed.family === 4 ? 4 : 8);
  return bytes;
}
