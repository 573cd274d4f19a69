/** The first `most` bytes of a request's content, and whether that was all of it. The rest is not waited for. */
export const readUpTo = async (
  request: Request,
  most: number,
): Promise<{ bytes: Buffer; whole: boolean }> => {
  if (!request.body) return { bytes: Buffer.alloc(0), whole: true };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) return { bytes: Buffer.concat(chunks).subarray(0, most), whole: false };
  }
  return { bytes: Buffer.concat(chunks), whole: true };
};
