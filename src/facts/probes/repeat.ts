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
/** So many more connections tell whether the first one was had by luck; the shortest queue in use, listen(1), holds them. */
const SAMPLE = 2;

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

/** Connects a few more times at once and says nothing. */
async function connectTimes(
  times: number,
  { address, port }: ProbePlan,
  until: number,
): Promise<readonly Connection[]> {
  const all = await Promise.all(Array.from({ length: times }, () => connect(address, port, false, until)));
  for (const { line } of all) line?.close();
  return all;
}

/** Whether a few more connections are all had, or refused, as soon as the first one. */
async function isRegular(plan: ProbePlan, deadline: number): Promise<boolean> {
  const all = await connectTimes(SAMPLE, plan, Math.min(deadline, performance.now() + START));
  return all.every(({ outcome }) => outcome !== 'timeout');
}

/** Connects again, to see whether some connections fare worse than others. */
async function again(plan: ProbePlan, deadline: number): Promise<Repeated> {
  const all = await connectTimes(TIMES, plan, Math.min(deadline, performance.now() + LIMIT));
  const connected = all.filter(({ outcome }) => outcome === 'connected');
  const repeats = {
    tried: all.length,
    connected: connected.length,
    slow: connected.filter(({ ms }) => ms >= SLOW).length,
    refused: all.filter(({ outcome }) => outcome === 'refused' || outcome === 'reset').length,
  };
  return { repeats, told: toldIn(all) };
}

/** The further attempts that were made because a connection took its time; undefined where all were had soon. */
export interface Repeating {
  /**
   * The connection was had: others are too, or were lost. Nothing more is tried for a server that is slow to speak, whose
   * queue may be short, and full of what was tried already.
   */
  connected(): void;
  /** Word of an error has come, and the first one will end by it. */
  told(): void;
  end(): Promise<Repeated | undefined>;
}

/** Begins further attempts at another machine as soon as the first one is late, or where it was had by luck. */
export function repeatWhenLate(plan: ProbePlan, deadline: number): Repeating {
  let attempts: Promise<Repeated> | undefined;
  let regular: Promise<boolean> | undefined;
  const start = plan.question.service === null ? START : CAREFUL_START;
  const timer = setTimeout(() => {
    attempts = again(plan, deadline);
  }, start);
  return {
    connected() {
      clearTimeout(timer);
      if (plan.question.service === null && !attempts) regular = isRegular(plan, deadline);
    },
    told: () => clearTimeout(timer),
    async end() {
      clearTimeout(timer);
      if ((await regular) === false) attempts ??= again(plan, deadline);
      return attempts;
    },
  };
}
