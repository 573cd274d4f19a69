import { read } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { type FileBody, isFileBody } from './body.js';
import { partsOf } from './reply.js';

/** Largest and smallest read of a file, in bytes, and what all transfers together may hold. */
const largestChunk = 256 * 1024;
const smallestChunk = 16 * 1024;
const mostHeld = 32 * 1024 * 1024;

/** Writes an answer to node's; settled by the `finish` or `close` of `outgoing`. `head`: without its body. */
export const send = (outgoing: ServerResponse, response: Response, head: boolean): void => {
  const { status, headers, body } = partsOf(response);
  outgoing.writeHead(status, headers as string[]);
  if (body === null || head) {
    if (isFileBody(body)) body.close();
    else if (body instanceof ReadableStream) body.cancel().catch(() => {});
    outgoing.end();
  } else if (typeof body === 'string') outgoing.end(body, isShortAscii(body) ? 'latin1' : 'utf8');
  else if (body instanceof Uint8Array) outgoing.end(body);
  else if (isFileBody(body)) sendFile(outgoing, body);
  else sendStream(outgoing, body);
};

/** Node writes latin1 faster; a long text is not worth looking through. */
const isShortAscii = (text: string): boolean => text.length < 256 && !/[^\x00-\x7f]/.test(text);

const drained = (outgoing: ServerResponse): Promise<void> =>
  new Promise(resolve => {
    const done = (): void => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });

const sendStream = async (outgoing: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> => {
  const reader = body.getReader();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) reader.cancel().catch(() => {});
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!outgoing.write(value)) await drained(outgoing);
      if (outgoing.destroyed) return;
    }
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
};

let transfers = 0;

/**
 * Sends parts of a file with two buffers that take turns: one is read into while the other is on its way. A file that
 * ends too early ends the connection, since its length was promised.
 */
const sendFile = async (outgoing: ServerResponse, body: FileBody): Promise<void> => {
  transfers++;
  try {
    const size = Math.max(smallestChunk, Math.min(largestChunk, Math.floor(mostHeld / (2 * transfers))));
    const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)] as const;
    for (const part of body.parts)
      if (typeof part === 'string') outgoing.write(part);
      else if (!(await sendPart(outgoing, body.descriptor, part.start, part.end, buffers))) {
        outgoing.destroy();
        return;
      }
    outgoing.end();
  } catch {
    outgoing.destroy();
  } finally {
    transfers--;
    body.close();
  }
};

const sendPart = async (
  outgoing: ServerResponse,
  descriptor: number,
  start: number,
  end: number,
  buffers: readonly [Buffer, Buffer],
): Promise<boolean> => {
  let position = start;
  let turn = 0;
  let next = readAt(descriptor, buffers[0], position, end);
  let sent: Promise<void> = Promise.resolve();
  const closed = new Promise<void>(resolve => outgoing.once('close', resolve));
  while (position < end) {
    const count = await next;
    if (count === 0) return false;
    const chunk = buffers[turn as 0 | 1].subarray(0, count);
    await Promise.race([sent, closed]);
    if (outgoing.destroyed) return false;
    sent = write(outgoing, chunk);
    position += count;
    turn = 1 - turn;
    if (position < end) next = readAt(descriptor, buffers[turn as 0 | 1], position, end);
  }
  await Promise.race([sent, closed]);
  return !outgoing.destroyed;
};

/** Done when the kernel has taken the whole chunk, so that its buffer may be used again. */
const write = (outgoing: ServerResponse, chunk: Buffer): Promise<void> =>
  new Promise(resolve => {
    outgoing.write(chunk, () => resolve());
  });

const readAt = (descriptor: number, buffer: Buffer, position: number, end: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const length = Math.min(buffer.length, end - position);
    read(descriptor, buffer, 0, length, position, (error, count) => (error ? reject(error) : resolve(count)));
  });
