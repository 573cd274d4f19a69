import { read } from 'node:fs';
import type { FileBody } from '../http/body.js';

const chunkBytes = 64 * 1024;

/** A file body as a stream of the platform, for applications and tests that look inside; the network does not use it. */
export const fileStream = (body: FileBody): ReadableStream<Uint8Array> => {
  const chunks = chunksOf(body);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
      body.close();
    },
  });
};

async function* chunksOf(body: FileBody): AsyncGenerator<Uint8Array, void> {
  try {
    for (const part of body.parts) {
      if (typeof part === 'string') {
        yield Buffer.from(part);
        continue;
      }
      for (let position = part.start; position < part.end; ) {
        const chunk = await readAt(body.descriptor, position, Math.min(chunkBytes, part.end - position));
        if (chunk.length === 0) throw new Error('the file was cut short while it was sent');
        position += chunk.length;
        yield chunk;
      }
    }
  } finally {
    body.close();
  }
}

const readAt = (descriptor: number, position: number, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(length);
    read(descriptor, buffer, 0, length, position, (error, count) =>
      error ? reject(error) : resolve(buffer.subarray(0, count)),
    );
  });
