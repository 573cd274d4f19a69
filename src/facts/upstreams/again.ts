import type { Call } from '../probes/call.js';
import { dial } from '../probes/dial.js';
import type { Conversation, Probe } from '../probes/types.js';

/** Of two upstreams that take turns, both are asked by so many requests, but once in 128 times where chance picks. */
const TIMES = 7;
/** All of the requests, milliseconds: an upstream that works answers soon. */
const PATIENCE = 1500;
/** Half of the time for one of them, milliseconds: a proxy may give up one upstream after some seconds, and ask the next. */
const LEAST = 1500;

/** What is left to ask the upstreams themselves, milliseconds. */
const RESERVE = 2500;

/**
 * A proxy for want of an answer, or an application by itself: one that has nothing at a path of the others, too. 501 is said of
 * the method, whoever is asked (RFC 9110, 15.6.2).
 */
const isFailure = ({ http, outcome }: Conversation): boolean =>
  http
    ? (http.status >= 500 && http.status !== 501) || http.status === 404 || http.status === 410
    : outcome === 'silent' || outcome === 'closed' || outcome === 'reset';

/** The answers to one request that was sent several times, where some are failures, and others are not. */
export interface Again {
  readonly asked: number;
  readonly failed: readonly Conversation[];
}

/** Where the person's own request ended: the answer to it, or that to which its redirects led. */
export function lastAsked(probes: readonly Probe[]): Conversation | undefined {
  const said = probes.find(({ conversations }) => conversations[0]?.reason === 'asked')?.conversations;
  return said?.findLast(({ reason }) => reason === 'redirect') ?? said?.[0];
}

/** The same request on a connection of its own; undefined where that is not to be sent again. */
function callOf(first: Conversation): Call | undefined {
  const { asked, address, port, name, path, origin, upgrade, credentials, ms, http } = first;
  if ((asked !== 'http' && asked !== 'https') || upgrade || credentials) return undefined;
  const host = name?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') ?? address;
  return {
    address,
    port,
    local: true,
    reason: 'asked',
    how: asked,
    host,
    path: path ?? '/',
    ...(origin !== undefined && { origin }),
    patience: Math.max(LEAST, http ? 2 * ms : 0),
  };
}

/**
 * Asks a proxy the same again that deals requests out to several upstreams: the first may have come to the one that works,
 * or to the one that does not. One after the other: the workers of a single process could not answer them at once, and a limit
 * on concurrent requests is none of what was asked about. Undefined where all of them end alike.
 */
export async function askAgain(first: Conversation, deadline: number): Promise<Again | undefined> {
  const call = callOf(first);
  if (!call) return undefined;
  const last = deadline - RESERVE;
  const until = Math.min(last, performance.now() + PATIENCE);
  const said = [first];
  while (said.length <= TIMES && performance.now() < until) {
    const next = await dial(call, last);
    said.push(next);
    // It took its time, and tells no less than another would.
    if (next.outcome === 'silent') break;
  }
  const failed = said.filter(isFailure);
  const well = said.some(each => each.http !== null && !isFailure(each));
  return failed.length > 0 && well ? { asked: said.length, failed } : undefined;
}
