import { probe } from '../probes/probe.js';
import type { Conversation, Probe } from '../probes/types.js';
import { asAsked } from './failure.js';

/** Of two upstreams that take turns, both are asked by so many requests, but once in 128 times. */
const TIMES = 7;
/** An upstream that works answers soon, milliseconds. */
const PATIENCE = 1500;

const failures = new Set([502, 503, 504]);

const isFailure = ({ http, outcome }: Conversation): boolean =>
  http ? failures.has(http.status) : outcome === 'silent' || outcome === 'closed' || outcome === 'reset';

/** The further answers to a request that was answered well. */
export interface Again {
  readonly asked: number;
  readonly failed: readonly Conversation[];
}

/**
 * Asks a proxy the same again that deals requests out to several upstreams: the first may have been the luck of one.
 * Undefined where no answer is a failure.
 */
export async function askAgain(probes: readonly Probe[], deadline: number): Promise<Again | undefined> {
  const first = probes.flatMap(({ conversations }) => conversations.slice(0, 1))[0];
  if (!first?.http || first.upgrade || first.credentials || isFailure(first)) return undefined;
  const until = Math.min(deadline, performance.now() + Math.max(PATIENCE, 2 * first.ms));
  const { name, path } = asAsked(first);
  const question = {
    manner: first.asked === 'https' ? ('https' as const) : ('http' as const),
    name: first.name?.replace(/:\d+$/, '') ?? name,
    path,
    service: null,
    sure: true,
    own: [],
    names: [],
    hosts: [],
    directories: [],
  };
  const { address, port } = first;
  const plan = {
    protocol: 'tcp' as const,
    address,
    port,
    local: true,
    question,
    because: 'upstream' as const,
  };
  const said = await Promise.all(Array.from({ length: TIMES }, () => probe(plan, until)));
  const failed = said.flatMap(({ conversations }) => conversations.slice(0, 1)).filter(isFailure);
  return failed.length > 0 ? { asked: 1 + TIMES, failed } : undefined;
}
