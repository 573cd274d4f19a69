import { connect } from './connect.js';
import type { ProbePlan } from './plan.js';
import type { Probe } from './types.js';

/** Who has not answered by then is asked again, milliseconds. */
const START = 500;
/** A lost SYN is sent again after one second (RFC 6298). */
const SLOW = 900;
const TIMES = 8;
const LIMIT = 1600;

/** Connects a few more times at once and says nothing, to see whether some connections fare worse than others. */
async function again({ address, port }: ProbePlan, deadline: number): Promise<NonNullable<Probe['repeats']>> {
  const until = Math.min(deadline, performance.now() + LIMIT);
  const all = await Promise.all(Array.from({ length: TIMES }, () => connect(address, port, false, until)));
  for (const { socket } of all) socket?.destroy();
  const connected = all.filter(({ outcome }) => outcome === 'connected');
  return {
    tried: all.length,
    connected: connected.length,
    slow: connected.filter(({ ms }) => ms >= SLOW).length,
    refused: all.filter(({ outcome }) => outcome === 'refused' || outcome === 'reset').length,
  };
}

/** The further attempts that were made because a probe took its time; undefined where it was done soon. */
export interface Repeating {
  end(): Promise<Probe['repeats']>;
}

/** Begins further attempts at another machine as soon as the first one is late. */
export function repeatWhenLate(plan: ProbePlan, deadline: number): Repeating {
  let attempts: Promise<NonNullable<Probe['repeats']>> | undefined;
  const timer = setTimeout(() => {
    attempts = again(plan, deadline);
  }, START);
  return {
    end() {
      clearTimeout(timer);
      return Promise.resolve(attempts);
    },
  };
}
