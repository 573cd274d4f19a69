/** One netlink message (netlink(7)): what follows its 16-byte header. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

export const NLM_F_REQUEST = 0x01;
export const NLM_F_DUMP_INTR = 0x10;
/** NLM_F_ROOT | NLM_F_MATCH */
export const NLM_F_DUMP = 0x300;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

const HEADER = 16;

/**
 * Numbers of the kernel's structures, where there are two or four bytes. Buffer's own readers have Node look at each
 * argument first, in so many steps that V8 starts its optimizing compiler for them: 4 MB.
 */
export const uint16At = (bytes: Buffer, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);
export const uint32At = (bytes: Buffer, at: number): number =>
  (uint16At(bytes, at) | (uint16At(bytes, at + 2) << 16)) >>> 0;

/** Netlink pads messages and attributes to four bytes. */
export const align = (length: number): number => (length + 3) & ~3;

/** The bytes of one message; numbers in the order of little-endian machines, the only ones that are asked. */
export function encodeMessage({ type, flags, sequence, payload }: Message): Buffer {
  const bytes = Buffer.alloc(align(HEADER + payload.length));
  bytes.writeUInt32LE(HEADER + payload.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(sequence, 8);
  payload.copy(bytes, HEADER);
  return bytes;
}

/** Takes a datagram apart into its messages; what is cut short or says a senseless length ends the list. */
export function decodeMessages(bytes: Buffer): Message[] {
  const messages: Message[] = [];
  let at = 0;
  while (at + HEADER <= bytes.length) {
    const length = uint32At(bytes, at);
    if (length < HEADER || at + length > bytes.length) break;
    messages.push({
      type: uint16At(bytes, at + 4),
      flags: uint16At(bytes, at + 6),
      sequence: uint32At(bytes, at + 8),
      payload: bytes.subarray(at + HEADER, at + length),
    });
    at += align(length);
  }
  return messages;
}

/** The error number in an NLMSG_ERROR or NLMSG_DONE message, as errno(3) counts it; 0 for an acknowledgement. */
export const errorNumber = (message: Message): number =>
  message.payload.length >= 4 ? Math.abs(message.payload.readInt32LE(0)) : 0;
