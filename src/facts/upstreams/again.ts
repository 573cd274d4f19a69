import { NGINX } from '../../programs/proxies/upstream.js';
import type { Call } from '../probes/call.js';
import { dial } from '../probes/dial.js';
import type { Conversation, HttpAnswer, Probe } from '../probes/types.js';

/** Of two upstreams that take turns, both are asked by so many requests, but once in 128 times. */
const TIMES = 7;
/** An upstream that works answers soon, milliseconds; or in its turn, where it takes one request after the other. */
const PATIENCE = 1500;
/** What is left to ask the upstreams themselves, milliseconds. */
const RESERVE = 1000;

const failures = new Set([502, 503, 504]);

/** nginx gives 503 to those who ask too often (limit_req, limit_conn), and for no upstream. */
const isOften = ({ status, headers }: HttpAnswer): boolean =>
  status === 503 && NGINX.test(headers.server ?? '');

const isFailure = ({ http, outcome }: Conversation): boolean =>
  http
    ? failures.has(http.status) && !isOften(http)
    : outcome === 'silent' || outcome === 'closed' || outcome === 'reset';

/** The further answers to a request that was answered well. */
export interface Again {
  readonly asked: number;
  readonly failed: readonly Conversation[];
}

/**
 * Asks a proxy the same again that deals requests out to several upstreams: the first may have been the luck of one.
 * Undefined where no answer is a failure, or where there is no time to tell.
 */
export async function askAgain(probes: readonly Probe[], deadline: number): Promise<Again | undefined> {
  const first = probes.flatMap(({ conversations }) => conversations.slice(0, 1))[0];
  if (!first?.http || first.upgrade || first.credentials || isFailure(first)) return undefined;
  const until = performance.now() + Math.max(PATIENCE, (1 + TIMES) * first.ms);
  // Whether silence is more than slowness could not be told.
  if (until + RESERVE > deadline) return undefined;
  const call: Call = {
    address: first.address,
    port: first.port,
    local: true,
    reason: 'asked',
    how: first.asked === 'https' ? 'https' : 'http',
    host: first.name?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') ?? first.address,
    path: first.path ?? '/',
  };
  const said = await Promise.all(Array.from({ length: TIMES }, () => dial(call, until)));
  const failed = said.filter(isFailure);
  return failed.length > 0 ? { asked: 1 + TIMES, failed } : undefined;
}
