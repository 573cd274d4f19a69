/** Four random bytes and more: what RFC 6455 asks for keeps proxies from mixing things up, and is no secret. */
const random = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(Math.random() * 256)));

/** The headers by which a client asks to switch to WebSocket (RFC 6455 section 4.1). */
export const upgradeHeaders = (subprotocol?: string): readonly string[] => [
  'Connection: Upgrade',
  'Upgrade: websocket',
  `Sec-WebSocket-Key: ${random(16).toString('base64')}`,
  'Sec-WebSocket-Version: 13',
  ...(subprotocol ? [`Sec-WebSocket-Protocol: ${subprotocol}`] : []),
];

/** The masked Close frame, status 1000, by which a client takes its leave (RFC 6455 sections 5.2 and 5.5.1). */
export function closeFrame(): Buffer {
  const mask = random(4);
  const status = Buffer.from([1000 >> 8, 1000 & 255]);
  return Buffer.concat([Buffer.from([0x88, 0x82]), mask, status.map((byte, at) => byte ^ mask[at]!)]);
}

/** How the other side ended a WebSocket: the status of its Close frame (RFC 6455 section 7.4), and its words. */
export interface Ended {
  /** 1005 for a Close frame without a status, 1006 for an end without such a frame. */
  readonly status: number;
  readonly reason: string;
}

/** The Close frame among the frames behind an answer's head; undefined where none came, or not whole. */
export function closedBy(bytes: Buffer): Ended | undefined {
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at >= 4 && at + 2 <= bytes.length) {
    const short = bytes[at + 1]! & 127;
    // Longer frames are data: 126 and 127 say that two or eight bytes of length follow.
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (at + head > bytes.length) return undefined;
    const size =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    const payload = bytes.subarray(at + head, at + head + size);
    if ((bytes[at]! & 15) === 8)
      return payload.length < 2
        ? { status: 1005, reason: '' }
        : { status: payload.readUInt16BE(0), reason: payload.toString('utf8', 2, 125) };
    at += head + size;
  }
  return undefined;
}
