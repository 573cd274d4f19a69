/** What PM2's daemon answers with, as its rpc.sock has it (amp: a version, and parts with their lengths). */
export const message = (value: unknown): Buffer => {
  const part = Buffer.from(`j:${JSON.stringify({ args: [value] })}`);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(part.length);
  return Buffer.concat([Buffer.from([0x12]), size, part]);
};
