import { after, type Middleware } from '../http/application.js';
import { partsOf } from '../http/reply.js';
import { headerPairsOf, targetOf } from '../http/request.js';

const secret = /^(authorization|proxy-authorization|cookie|set-cookie)$/i;

/** Control characters in the form \xNN, secrets not at all. */
const shown = (mark: string, name: string, value: string): string =>
  `${mark} ${name}: ${secret.test(name) ? '(hidden)' : value.replace(/[\x00-\x1f\x7f-\x9f]/g, escaped)}`;

const escaped = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** Hands every request's and answer's head to `write`, line by line, with how long the answer took. */
export const debugLog =
  (write: (line: string) => void): Middleware =>
  next =>
  request => {
    const started = performance.now();
    const target = targetOf(request).replace(/[\x00-\x1f\x7f-\x9f]/g, escaped);
    write(`> ${request.method} ${target}`);
    for (const [name, value] of headerPairsOf(request)) write(shown('>', name, value));
    return after(next(request), response => {
      const { status, headers } = partsOf(response);
      write(`< ${status} after ${(performance.now() - started).toFixed(1)} ms`);
      for (let i = 0; i < headers.length; i += 2) write(shown('<', headers[i]!, headers[i + 1]!));
      return response;
    });
  };
