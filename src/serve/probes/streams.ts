import { errorReply, textReply } from '../http/plain.js';
import { reply } from '../http/reply.js';

/** Ends early when the client goes away. One answer may sleep thousands of times: nothing stays with the signal. */
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake);
  });

/** Answers after `ms` milliseconds; a negative number is refused. */
export const wait = async (request: Request, ms: number): Promise<Response> => {
  if (ms < 0) return errorReply(400, '<p>Say how many milliseconds to wait.');
  await sleep(ms, request.signal);
  return textReply(`waited ${ms} ms\n`);
};

const block = new Uint8Array(64 * 1024).map((_, i) => 0x61 + (i % 26));

/** The headers of so many bytes that nobody keeps. */
const octets = (count: number): string[] => [
  'Content-Type',
  'application/octet-stream',
  'Content-Length',
  String(count),
  'Cache-Control',
  'no-store',
];

/** `count` bytes, the alphabet over and over; a negative number is refused. */
export const bytes = (count: number): Response => {
  if (count < 0) return errorReply(400, '<p>Say how many bytes to send.');
  let left = count;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left > 0) controller.enqueue(block.subarray(0, Math.min(left, block.length)));
      left -= Math.min(left, block.length);
      if (left === 0) controller.close();
    },
  });
  return reply(200, octets(count), body);
};

const between = (text: string | null, fallback: number, most: number): number =>
  text !== null && /^\d+(\.\d+)?$/.test(text) ? Math.min(Number(text), most) : fallback;

/** `?numbytes=10&duration=2&delay=0`: so many bytes, spread over so many seconds, after a delay. */
export const drip = async (request: Request, query: URLSearchParams): Promise<Response> => {
  const count = Math.trunc(between(query.get('numbytes'), 10, 10_000));
  const pause = (1000 * between(query.get('duration'), 2, 60)) / Math.max(count, 1);
  const { signal } = request;
  await sleep(1000 * between(query.get('delay'), 0, 60), signal);
  let left = count;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (left > 0) {
          await sleep(pause, signal);
          controller.enqueue(Uint8Array.of(0x2a));
          left--;
        }
        if (left === 0) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return reply(200, octets(count), body);
};
