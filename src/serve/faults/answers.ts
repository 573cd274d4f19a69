import { escapeHtml } from '../files/html.js';
import { fileStream } from '../files/stream.js';
import { after, type Middleware } from '../http/application.js';
import { isFileBody } from '../http/body.js';
import { errorReply, textReply } from '../http/plain.js';
import { partsOf, reply, withHeaders } from '../http/reply.js';
import { headerOf } from '../http/request.js';
import type { Fault } from './fault.js';

/** The faults that an application can have; undefined for those of sockets and certificates. */
export const faultyAnswers = (fault: Fault): Middleware | undefined => {
  switch (fault.kind) {
    case 'hang':
      return () => () => new Promise<Response>(() => {});
    case 'status':
      return () => () => statusOnly(fault.value);
    case 'bad-host':
      return next => request =>
        isLocal(headerOf(request, 'host')) ? next(request) : blocked(headerOf(request, 'host'));
    case 'slow':
      return next => request => after(next(request), response => slowly(response, fault.value));
    case 'close-after':
      return next => request => after(next(request), response => cut(response, fault.value));
    default:
      return undefined;
  }
};

const statusOnly = (status: number): Response =>
  status === 204 || status === 205 || status === 304
    ? reply(status, [], null)
    : textReply(`${status}\n`, status);

const isLocal = (host = ''): boolean => /^localhost(:\d+)?$/i.test(host);

const blocked = (host = ''): Response =>
  errorReply(403, `<p>Blocked request. This host (${escapeHtml(JSON.stringify(host))}) is not allowed.`);

/** A body as a stream of the platform, whatever it was. */
const streamOf = (response: Response): ReadableStream<Uint8Array> | null => {
  const { body } = partsOf(response);
  if (isFileBody(body)) return fileStream(body);
  return body === null || body instanceof ReadableStream ? body : new Response(body).body;
};

const slowly = (response: Response, bytesPerSecond: number): Response => {
  const stream = streamOf(response);
  if (!stream) return response;
  const step = Math.max(1, Math.round(bytesPerSecond / 10));
  const pause = (1000 * step) / bytesPerSecond;
  return withHeaders(response, {}, paced(stream, step, pause));
};

const paced = (
  stream: ReadableStream<Uint8Array>,
  step: number,
  pause: number,
): ReadableStream<Uint8Array> => {
  const reader = stream.getReader();
  let rest: Uint8Array = new Uint8Array();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (rest.length === 0) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          rest = value;
        }
        await new Promise(resolve => setTimeout(resolve, pause));
        controller.enqueue(rest.subarray(0, step));
        rest = rest.subarray(step);
      },
      cancel: reason => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
};

const cut = (response: Response, bytes: number): Response => {
  const stream = streamOf(response);
  if (!stream) return response;
  const reader = stream.getReader();
  let left = bytes;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = left > 0 ? await reader.read() : { done: false, value: new Uint8Array() };
        if (done) return controller.close();
        if (left > 0) controller.enqueue(value.subarray(0, left));
        left -= value.length;
        if (left > 0) return;
        await new Promise(resolve => setTimeout(resolve, 50));
        controller.error(new Error('cut off on purpose'));
      },
      cancel: reason => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return withHeaders(response, {}, body);
};
