/** Four random bytes and more: what RFC 6455 asks for keeps proxies from mixing things up, and is no secret. */
const random = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(Math.random() * 256)));

/** The headers by which a client asks to switch to WebSocket (RFC 6455 section 4.1). */
export const upgradeHeaders = (): readonly string[] => [
  'Connection: Upgrade',
  'Upgrade: websocket',
  `Sec-WebSocket-Key: ${random(16).toString('base64')}`,
  'Sec-WebSocket-Version: 13',
];

/** The masked Close frame, status 1000, by which a client takes its leave (RFC 6455 sections 5.2 and 5.5.1). */
export function closeFrame(): Buffer {
  const mask = random(4);
  const status = Buffer.from([1000 >> 8, 1000 & 255]);
  return Buffer.concat([Buffer.from([0x88, 0x82]), mask, status.map((byte, at) => byte ^ mask[at]!)]);
}
