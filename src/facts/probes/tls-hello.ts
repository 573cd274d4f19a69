import { randomBytes } from 'node:crypto';

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const sized = (width: 1 | 2 | 3, body: Buffer): Buffer => {
  const size = Buffer.alloc(width);
  size.writeUIntBE(body.length, 0, width);
  return Buffer.concat([size, body]);
};
const extension = (type: number, body: Buffer): Buffer => Buffer.concat([u16(type), sized(2, body)]);

/** Suites of TLS 1.2 that servers have in common: ECDHE and RSA with AES, and ChaCha20. */
const suites = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x9c, 0x9d, 0x2f, 0x35,
];
const groups = [29, 23, 24, 25];
const signatures = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0203, 0x0201];

/**
 * A ClientHello for TLS 1.2 (RFC 5246 § 7.4.1.2). Up to that version a server says in the clear whether it wants a
 * client certificate, which a failed handshake does not tell.
 */
export function helloOf12(sni: string | null): Buffer {
  const name =
    sni === null ? [] : [extension(0, sized(2, Buffer.concat([Buffer.of(0), sized(2, Buffer.from(sni))])))];
  const extensions = Buffer.concat([
    ...name,
    extension(10, sized(2, Buffer.concat(groups.map(u16)))),
    extension(11, Buffer.from([1, 0])),
    extension(13, sized(2, Buffer.concat(signatures.map(u16)))),
    extension(23, Buffer.alloc(0)),
    extension(0xff01, Buffer.of(0)),
  ]);
  const body = Buffer.concat([
    u16(0x0303),
    randomBytes(32),
    Buffer.of(0),
    sized(2, Buffer.concat(suites.map(u16))),
    Buffer.from([1, 0]),
    sized(2, extensions),
  ]);
  const handshake = Buffer.concat([Buffer.of(1), sized(3, body)]);
  return Buffer.concat([Buffer.of(22), u16(0x0301), sized(2, handshake)]);
}

/** The types of the handshake messages in these records, as far as they came in the clear. Total. */
export function handshakeTypes(bytes: Buffer): readonly number[] {
  const fragments: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === 22; ) {
    const size = bytes.readUInt16BE(at + 3);
    fragments.push(bytes.subarray(at + 5, at + 5 + size));
    at += 5 + size;
  }
  const stream = Buffer.concat(fragments);
  const types: number[] = [];
  for (let at = 0; at + 4 <= stream.length; at += 4 + stream.readUIntBE(at + 1, 3))
    types.push(stream[at] ?? 0);
  return types;
}

/** CertificateRequest and ServerHelloDone (RFC 5246 § 7.4). */
export const CERTIFICATE_REQUEST = 13;
export const SERVER_HELLO_DONE = 14;
