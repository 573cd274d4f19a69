import type { HookName } from './hooks.js';
import type { Quote } from './quote.js';
import type { Doubt } from './verdict.js';

/** A place where a packet ends, or may end. */
export interface Stop {
  readonly hook: HookName | 'routing';
  readonly verdict: 'drop' | 'reject';
  /** nft's word for the kind of rejection; null for a drop. */
  readonly how: string | null;
  /** The answer of a rejection gets back to the client, whose own rules it passes here; undefined: perhaps. */
  readonly heard: boolean | undefined;
  /** The rule; null where the kernel itself drops (see `reason`). */
  readonly quote: Quote | null;
  /** The jumps that led to it, outermost first; for a policy, the rule by which its chain was left early. */
  readonly through: readonly Quote[];
  readonly reason: 'rule' | 'forwarding-off' | 'loopback-from-outside' | 'no-route';
  /** The rule leaves the packet too few hops for its way (TTL, hop limit). */
  readonly spent?: true;
  /** The rule keeps the connection tracking from knowing the answer, so no NAT gives it back the address that was asked. */
  readonly untold?: true;
  /** What is not certain about it. */
  readonly doubts: readonly Doubt[];
}

/** One packet's way. */
export interface Leg {
  /** maybe: it gets through or not, and `stops` with their doubts say what decides. */
  readonly verdict: 'pass' | 'drop' | 'reject' | 'maybe';
  /** The verdict for a lone connection now and then, where no limit is reached; the verdict itself where that is certain. */
  readonly usually: 'pass' | 'drop' | 'reject' | 'maybe';
  /** The first place where it ends, or may end; null where it passes. */
  readonly stop: Stop | null;
  readonly stops: readonly Stop[];
  readonly doubts: readonly Doubt[];
}

/** Nothing passes there, whatever is not known. */
export const stopsSurely = ({ verdict }: Leg): boolean => verdict === 'drop' || verdict === 'reject';

/** A leg with what usually becomes of its packet. Where every way ends, it is told by the end that is usual: a limit not yet reached. */
export function settled(strict: Leg, usual: Leg): Leg {
  if (stopsSurely(strict) && stopsSurely(usual)) return usual;
  // Of the rules that may stop it, the one that does so as a rule.
  const own = JSON.stringify(usual.stop?.quote);
  const stop = strict.stops.find(({ quote }) => quote && JSON.stringify(quote) === own) ?? strict.stop;
  return { ...strict, usually: usual.verdict, stop };
}
