import type { FirewallRules } from '../facts/firewall/types.js';
import type { Limits } from '../facts/limits/types.js';
import type { Answered } from './answered.js';
import type { Branch, End, Site } from './branch.js';
import { type HookName, passHook } from './hooks.js';
import type { Leg, Stop } from './leg.js';
import type { Served } from './owner.js';
import type { Packet } from './packet.js';
import { quoteOf } from './quote.js';
import type { Roads } from './routing.js';
import type { Said } from './said.js';
import type { Doubt } from './verdict.js';

/** What packets meet on this machine. */
export interface Scene extends Served {
  readonly rules: FirewallRules;
  readonly roads: Roads;
  readonly limits: Limits | undefined;
  /** What the client says first; undefined where it is not known. */
  readonly said?: Said | undefined;
  /** What the server says to it; undefined where it is not known. */
  readonly answered?: Answered | undefined;
  /** Whether the answer of a reject rule reaches the client; undefined: perhaps. */
  hear?(rejected: End): boolean | undefined;
}

const stopOf = (scene: Scene, end: End & { hook: HookName }): Stop => ({
  hook: end.hook,
  verdict: end.verdict === 'reject' ? 'reject' : 'drop',
  how: end.how,
  heard: end.verdict === 'reject' ? (scene.hear?.(end) ?? undefined) : false,
  quote: quoteOf(end.site),
  through: end.through.map(quoteOf),
  reason: 'rule',
  doubts: end.doubts,
});

/** A stop that no rule is the reason for. */
export const byKernel = (reason: Stop['reason'], doubts: readonly Doubt[]): Stop => ({
  hook: 'routing',
  verdict: 'drop',
  how: null,
  heard: false,
  quote: null,
  through: [],
  reason,
  doubts,
});

/** A stop by a rule that let the packet go on, and to no good. */
export const byRule = (hook: HookName, site: Site, doubts: readonly Doubt[]): Stop => ({
  ...byKernel('rule', doubts),
  hook,
  quote: quoteOf(site),
});

/** What became of a packet on several hooks. */
export interface Passed {
  readonly branches: readonly Branch[];
  readonly stops: readonly Stop[];
  readonly mapped: readonly End[];
}

/** Takes branches through several hooks. */
export function passAll(scene: Scene, hooks: readonly HookName[], from: readonly Branch[]): Passed {
  let branches = from;
  const stops: Stop[] = [];
  const mapped: End[] = [];
  for (const hook of hooks) {
    const passage = passHook(scene.rules, hook, scene.roads, branches);
    branches = passage.branches;
    stops.push(...passage.stops.map(stop => stopOf(scene, stop)));
    mapped.push(...passage.mapped);
  }
  return { branches, stops, mapped };
}

/** What a packet's possible ends come to. `usually` is settled by a walk of its own (see walk). */
export function legOf({ branches, stops }: Passed): Leg {
  const doubts = branches[0]?.doubts ?? stops[0]?.doubts ?? [];
  if (stops.length === 0) return { verdict: 'pass', usually: 'pass', stop: null, stops: [], doubts };
  // Where every way ends, what was doubtful made no difference: the cause is what is left when no doubt comes true.
  const first = branches.length
    ? stops[0]!
    : stops.reduce((best, stop) => (stop.doubts.length <= best.doubts.length ? stop : best));
  const verdict = branches.length ? 'maybe' : first.verdict;
  return { verdict, usually: verdict, stop: first, stops, doubts };
}

/** The branches, stops and doubts of several passes as those of one. */
export function join(parts: readonly Passed[]): Passed {
  return {
    branches: parts.flatMap(part => part.branches),
    stops: parts.flatMap(part => part.stops),
    mapped: parts.flatMap(part => part.mapped),
  };
}

/** Where a request is bound for: a socket here, through this machine, or out of it. */
export type Delivery = 'local' | 'forward' | 'out';

/** The first packet on its whole way in. */
export interface Request extends Passed {
  readonly delivery: Delivery;
  /** The packet as it looked after its destination was settled, whether or not a filter then stopped it. */
  readonly settled: Packet;
  readonly output: string | undefined;
}
