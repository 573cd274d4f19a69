import { after, type Middleware } from '../http/application.js';
import { headerOfReply, partsOf, withHeaders } from '../http/reply.js';
import { connectionOf, headerOf, targetOf } from '../http/request.js';

/** The two formats that every log analyser reads (httpd's mod_log_config). */
export type LogFormat = 'common' | 'combined';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

/** `10/Oct/2000:13:55:36 -0700`. */
const logDate = (date: Date): string => {
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const day = `${two(date.getDate())}/${months[date.getMonth()]}/${date.getFullYear()}`;
  return `${day}:${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
};

/** What clients send may neither end a field nor reach a terminal as a command. */
const escapeField = (text: string): string =>
  text.replace(/["\\\x00-\x1f\x7f-\uffff]/g, character =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** One line per answer, handed to `write` without a newline; the size is that of the body as it was sent. */
export const accessLog =
  (format: LogFormat, write: (line: string) => void, now: () => Date = () => new Date()): Middleware =>
  next =>
  request =>
    after(next(request), response => {
      const { status, body } = partsOf(response);
      const record = (bytes: number): void => write(line(format, request, status, bytes, now()));
      const length = headerOfReply(response, 'content-length');
      if (!(body instanceof ReadableStream) || length !== undefined) {
        record(body === null ? 0 : Number(length ?? 0));
        return response;
      }
      return withHeaders(response, {}, counted(body, record));
    });

const counted = (
  body: ReadableStream<Uint8Array>,
  done: (bytes: number) => void,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done: ended, value } = await reader.read();
        if (ended) {
          done(bytes);
          controller.close();
        } else {
          bytes += value.length;
          controller.enqueue(value);
        }
      },
      async cancel(reason) {
        done(bytes);
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
};

const line = (format: LogFormat, request: Request, status: number, bytes: number, date: Date): string => {
  const connection = connectionOf(request);
  const asked = `${request.method} ${targetOf(request)} HTTP/${connection?.httpVersion ?? '1.1'}`;
  const common = `${connection?.remote.address || '-'} - - [${logDate(date)}] "${escapeField(asked)}" ${status} ${bytes || '-'}`;
  if (format === 'common') return common;
  const field = (name: string): string => `"${escapeField(headerOf(request, name) ?? '-')}"`;
  return `${common} ${field('referer')} ${field('user-agent')}`;
};
