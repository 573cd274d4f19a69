/**
 * The first `most` bytes of a request's content, and whether that was all of it. The rest is read and thrown away: a
 * client that is still sending reads no answer, and node resets a connection that nobody reads to its end.
 */
export const readUpTo = async (
  request: Request,
  most: number,
): Promise<{ bytes: Buffer; whole: boolean }> => {
  if (!request.body) return { bytes: Buffer.alloc(0), whole: true };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    if (length <= most) chunks.push(chunk);
    length += chunk.length;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, most), whole: length <= most };
};
