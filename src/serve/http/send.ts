import { read, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { FilePart } from '../files/file.js';
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
/** Buffers of the largest size that wait for the next file: new ones cost about a twentieth of sending 10 MB. */
const spare: Buffer[] = [];
const mostSpare = 16;

const takeBuffer = (): Buffer => {
  const size = Math.max(smallestChunk, Math.min(largestChunk, Math.floor(mostHeld / transfers)));
  return (size === largestChunk ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(size);
};

/** Only after everything was sent: the kernel may still read from the buffer of a broken connection. */
const giveBack = (buffer: Buffer): void => {
  if (buffer.length === largestChunk && spare.length < mostSpare) spare.push(buffer);
};

/**
 * Sends parts of a file through one buffer. A file that ends too early ends the connection, since its length was
 * promised.
 */
const sendFile = async (outgoing: ServerResponse, body: FileBody): Promise<void> => {
  transfers++;
  try {
    const transfer = {
      write: createWriter(outgoing),
      buffer: takeBuffer(),
      read: createReader(body.descriptor),
    };
    for (const part of body.parts)
      if (typeof part === 'string') outgoing.write(part);
      else if (!(await sendPart(transfer, part))) {
        outgoing.destroy();
        return;
      }
    outgoing.end();
    giveBack(transfer.buffer);
  } catch {
    outgoing.destroy();
  } finally {
    transfers--;
    body.close();
  }
};

interface Transfer {
  readonly buffer: Buffer;
  readonly read: Read;
  readonly write: Write;
}

/** After so many bytes others get their turn: a reader as quick as we are would hold the event loop for a whole file. */
const turnBytes = 1024 * 1024;

const sendPart = async ({ buffer, read, write }: Transfer, part: FilePart): Promise<boolean> => {
  let sinceTurn = 0;
  for (let position = part.start; position < part.end; ) {
    const length = Math.min(buffer.length, part.end - position);
    const count = await read(buffer, length, position);
    if (count === 0) return false;
    if (!(await write(buffer.subarray(0, count)))) return false;
    position += count;
    sinceTurn += count;
    if (sinceTurn < turnBytes) continue;
    sinceTurn = 0;
    await new Promise(resolve => setImmediate(resolve));
  }
  return true;
};

/** Done when the kernel has taken the whole chunk, so that its buffer may be used again; false when the client is gone. */
type Write = (chunk: Buffer) => Promise<boolean>;

const createWriter = (outgoing: ServerResponse): Write => {
  let wake = (): void => {};
  outgoing.once('close', () => wake());
  return async chunk => {
    if (!outgoing.destroyed)
      await new Promise<void>(resolve => {
        wake = resolve;
        outgoing.write(chunk, () => resolve());
      });
    return !outgoing.destroyed;
  };
};

type Read = (buffer: Buffer, length: number, position: number) => number | Promise<number>;

/** A read that took longer than this, in milliseconds, was not from the kernel's memory. */
const quickMs = 3;

/**
 * Reads a file: at once while the kernel has it in memory, which costs half as much as asking a thread; by a thread from
 * the first time on that the disk was waited for.
 */
const createReader = (descriptor: number): Read => {
  let quick = true;
  return (buffer, length, position) => {
    if (!quick) return readLater(descriptor, buffer, length, position);
    const began = performance.now();
    const count = readSync(descriptor, buffer, 0, length, position);
    quick = performance.now() - began < quickMs;
    return count;
  };
};

const readLater = (descriptor: number, buffer: Buffer, length: number, position: number): Promise<number> =>
  new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, length, position, (error, count) => (error ? reject(error) : resolve(count)));
  });
