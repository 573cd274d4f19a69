import type { HttpAnswer } from '../../facts/probes/types.js';
import type { Passing, UpstreamState } from '../../facts/upstreams/types.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import type { Evidence, Finding } from '../rule.js';
import { statusOf, type Talk } from '../talk.js';
import { passesOn } from './without-upstream.js';

/** Requests that a proxy deals out to several upstreams, of which some fail. */
export interface Unlucky {
  /** The talk, with one that failed for the person's own request. */
  readonly talk: Talk;
  /** The finding about that one, with how many they are. */
  told(found: Finding, headline: string): Finding;
}

/** 503 may be a limit of the proxy's own on quick requests: others say more. */
const LIMIT = 503;

/** The talk as it goes with an upstream that fails; undefined where all requests end alike. */
export function unlucky(talk: Talk, { again, proxy, upstreams }: Passing): Unlucky | undefined {
  const failed = again?.failed ?? [];
  const telling = failed.filter(({ http }) => http?.status !== LIMIT);
  const lost = telling.length > 0 ? telling : failed;
  const [end] = lost;
  if (!again || !end || end.port !== talk.end.port) return undefined;
  const how = end.http ? statusOf(end.http) : 'no answer';
  return {
    talk: { ...talk, first: end, end },
    told: (found, headline) => ({
      ...found,
      byLuck: true,
      headline,
      summary: `${proxy} passes requests on to ${upstreams.length} upstreams, and of ${again.asked} requests ${lost.length} failed (${how}). ${found.summary}`,
      outcome: 'ok',
    }),
  };
}

/** The upstream that gives the failure to whoever asks it without its proxy: where the others answer well, its status tells it. */
export const failingAlone = ({ status }: HttpAnswer, { upstreams }: Passing): UpstreamState | undefined =>
  upstreams.find(({ probes }) => probes.some(({ conversations: [first] }) => first?.http?.status === status));

/** That it does so. */
export const givesToo = ({ upstream }: UpstreamState): Evidence => ({
  ...passesOn(upstream),
  says: `${upstreamName(upstream)} gives the same answer when it is asked without the proxy`,
});
