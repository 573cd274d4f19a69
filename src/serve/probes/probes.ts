import type { Application } from '../http/application.js';
import { errorReply, jsonReply, textReply } from '../http/plain.js';
import { reply } from '../http/reply.js';
import { connectionOf, headerPairsOf, pathOf, queryOf } from '../http/request.js';
import { describe, says } from './echo.js';
import { bytes, drip, wait } from './streams.js';

const pongHeaders = ['Content-Type', 'text/plain', 'Content-Length', '4'];

const pong = (): Response => reply(200, pongHeaders, 'PONG');

type Probe = (request: Request, rest: string) => Response | Promise<Response>;

/** Paths that answer by themselves, with the part after the slash. */
const probes: ReadonlyMap<string, Probe> = new Map<string, Probe>([
  ['ping', pong],
  ['echo', (request, rest) => (rest === '' ? describe(request) : says(rest))],
  ['status', (_, rest) => statusReply(rest)],
  ['delay', async (request, rest) => wait(request, whole(rest, 60_000))],
  ['bytes', (_, rest) => bytes(whole(rest, 2 ** 30))],
  ['drip', request => drip(request, new URLSearchParams(queryOf(request)))],
  ['redirect', (_, rest) => redirect(whole(rest, 50))],
  ['headers', request => jsonReply(headerPairsOf(request))],
  ['ip', request => textReply(`${connectionOf(request)?.remote.address ?? ''}\n`)],
]);

/** An application in front of another: the probes' paths are answered here, everything else is passed on. */
export const withProbes =
  (next: Application): Application =>
  request => {
    const path = pathOf(request);
    if (path === '/ping') return pong();
    const slash = path.indexOf('/', 1);
    const probe = probes.get(slash === -1 ? path.slice(1) : path.slice(1, slash));
    return probe ? probe(request, slash === -1 ? '' : path.slice(slash + 1)) : next(request);
  };

/** A whole number from a path, between 0 and `most`; -1 for anything else. */
const whole = (text: string, most: number): number =>
  /^\d{1,10}$/.test(text) ? Math.min(Number(text), most) : -1;

const statusReply = (rest: string): Response => {
  const status = /^[2-5]\d\d$/.test(rest) ? Number(rest) : 0;
  if (status === 0) return errorReply(400, '<p>A status is a number from 200 to 599.');
  if (status === 204 || status === 205 || status === 304) return reply(status, [], null);
  return textReply(`${status}\n`, status, status === 503 || status === 429 ? ['Retry-After', '1'] : []);
};

const redirect = (left: number): Response => {
  if (left < 0) return errorReply(400, '<p>Say how often to redirect, up to 50 times.');
  const location = left > 1 ? `/redirect/${left - 1}` : '/echo';
  return reply(302, ['Location', location, 'Content-Length', '0', 'Cache-Control', 'no-store'], null);
};
