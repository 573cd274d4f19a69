import { type Connection, connect } from './connect.js';
import type { ProbePlan } from './plan.js';
import type { Probe } from './types.js';

/** Who has not answered by then is tried again, milliseconds: a lost packet is sent again after 200 (RFC 6298, Linux). */
const START = 300;
/** Services that count failed logins and unfinished greetings are left alone unless not even a connection comes about. */
const CAREFUL_START = 950;
/** A lost SYN is sent again after one second (RFC 6298). */
const SLOW = 900;
const TIMES = 7;
const LIMIT = 1600;

/** What further attempts came to; `told` is what one of them heard of an ICMP error, undefined where none did. */
interface Repeated {
  readonly repeats: NonNullable<Probe['repeats']>;
  readonly told: Pick<Probe, 'outcome' | 'errno' | 'offender'> | undefined;
}

const toldByIcmp = ({ outcome, offender }: Connection): boolean =>
  offender !== null || ['host-unreachable', 'network-unreachable', 'prohibited'].includes(outcome);

/** A router that may send few ICMP errors may have sent its one to any of several attempts. */
function toldIn(all: readonly Connection[]): Repeated['told'] {
  const one = all.find(toldByIcmp);
  return one && { outcome: one.outcome, errno: one.errno, offender: one.offender };
}

/** Connects a few more times at once and says nothing, to see whether some connections fare worse than others. */
async function again({ address, port }: ProbePlan, deadline: number): Promise<Repeated> {
  const until = Math.min(deadline, performance.now() + LIMIT);
  const all = await Promise.all(Array.from({ length: TIMES }, () => connect(address, port, false, until)));
  for (const { line } of all) line?.close();
  const connected = all.filter(({ outcome }) => outcome === 'connected');
  const repeats = {
    tried: all.length,
    connected: connected.length,
    slow: connected.filter(({ ms }) => ms >= SLOW).length,
    refused: all.filter(({ outcome }) => outcome === 'refused' || outcome === 'reset').length,
  };
  return { repeats, told: toldIn(all) };
}

/** The further attempts that were made because a probe took its time; undefined where it was done soon. */
export interface Repeating {
  /** The connection was had: a service need not be tried again for being slow to greet. */
  connected(): void;
  /** Word of an error has come, and the first one will end by it. */
  told(): void;
  end(): Promise<Repeated | undefined>;
}

/** Begins further attempts at another machine as soon as the first one is late. */
export function repeatWhenLate(plan: ProbePlan, deadline: number): Repeating {
  let attempts: Promise<Repeated> | undefined;
  const start = plan.question.service === null ? START : CAREFUL_START;
  const timer = setTimeout(() => {
    attempts = again(plan, deadline);
  }, start);
  return {
    connected() {
      if (plan.question.service !== null) clearTimeout(timer);
    },
    told: () => clearTimeout(timer),
    end() {
      clearTimeout(timer);
      return Promise.resolve(attempts);
    },
  };
}
