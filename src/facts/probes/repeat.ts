import { connect } from './connect.js';
import type { ProbePlan } from './plan.js';
import type { ConnectOutcome, Probe } from './types.js';

/** Who has not answered by then is tried again, milliseconds: a lost packet is sent again after 200 (RFC 6298, Linux). */
const START = 300;
/** Services that count failed logins and unfinished greetings are left alone unless not even a connection comes about. */
const CAREFUL_START = 950;
/** A lost SYN is sent again after one second (RFC 6298). */
const SLOW = 900;
const TIMES = 7;
const LIMIT = 1600;

const told: readonly ConnectOutcome[] = ['host-unreachable', 'network-unreachable', 'prohibited'];

/** Connects a few more times at once and says nothing, to see whether some connections fare worse than others. */
async function again({ address, port }: ProbePlan, deadline: number): Promise<NonNullable<Probe['repeats']>> {
  const until = Math.min(deadline, performance.now() + LIMIT);
  const all = await Promise.all(Array.from({ length: TIMES }, () => connect(address, port, false, until)));
  for (const { line } of all) line?.close();
  const connected = all.filter(({ outcome }) => outcome === 'connected');
  const unreachable = all.find(({ outcome }) => told.includes(outcome))?.errno;
  return {
    tried: all.length,
    connected: connected.length,
    slow: connected.filter(({ ms }) => ms >= SLOW).length,
    refused: all.filter(({ outcome }) => outcome === 'refused' || outcome === 'reset').length,
    ...(unreachable && { unreachable }),
  };
}

/** The further attempts that were made because a probe took its time; undefined where it was done soon. */
export interface Repeating {
  /** The connection was had: a service need not be tried again for being slow to greet. */
  connected(): void;
  end(): Promise<Probe['repeats']>;
}

/** Begins further attempts at another machine as soon as the first one is late. */
export function repeatWhenLate(plan: ProbePlan, deadline: number): Repeating {
  let attempts: Promise<NonNullable<Probe['repeats']>> | undefined;
  const start = plan.question.service === null ? START : CAREFUL_START;
  const timer = setTimeout(() => {
    attempts = again(plan, deadline);
  }, start);
  return {
    connected() {
      if (plan.question.service !== null) clearTimeout(timer);
    },
    end() {
      clearTimeout(timer);
      return Promise.resolve(attempts);
    },
  };
}
