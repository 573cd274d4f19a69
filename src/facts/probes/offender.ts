import { getSystemErrorName } from 'node:util';
import type { Attempt } from '../../system/error-queue/attempt.js';
import type { Refusal } from '../../system/error-queue/message.js';
import { outcomeOf } from './connect.js';
import type { ProbePlan } from './plan.js';
import type { ConnectOutcome, Probe } from './types.js';

/** Who sent the error, as a probe has it; and the error itself, where only the second attempt was told of it. */
export type Blame = Pick<Probe, 'offender' | 'byReset'> & Partial<Pick<Probe, 'outcome' | 'errno'>>;

/**
 * An attempt that hangs is joined by another while a kernel still waits for a neighbour (3.1 s): asked afterwards, it
 * would wait as long again. Before ./repeat, for routers send few ICMP errors at once. Milliseconds.
 */
const LATE = 250;
/** Services that count unfinished greetings are left alone unless not even a connection comes about. */
const CAREFUL_LATE = 900;
/**
 * Where one ICMP error a second is sent, as in IPv6, the SYN that goes out again after a second must have its answer too.
 * In IPv4 a Linux router saves up for a few at once, and what is asked in vain empties its purse. Milliseconds.
 */
const AGAIN = { 4: 300, 6: 1300 } as const;
const STEP = 10;

/** The outcomes that another machine's word brings about. */
const errors: readonly ConnectOutcome[] = [
  'refused',
  'host-unreachable',
  'network-unreachable',
  'prohibited',
  'timeout',
];

/** Watches an attempt from beside it, for the ICMP error of which Node's sockets say no more than the errno. */
export interface Watch {
  /** Who is to blame for how the attempt ended; nobody where that cannot be told. */
  end(outcome: ConnectOutcome): Promise<Blame>;
}

/** Nobody's doing, or nobody that can be named. */
export const nobody: Blame = { offender: null };

async function begin(
  { protocol, address, port }: ProbePlan,
  datagram?: Buffer,
): Promise<Attempt | undefined> {
  const { attemptTo } = await import('../../system/error-queue/attempt.js');
  return attemptTo(protocol, address, port, datagram);
}

/** A router that may send no more ICMP errors for now lets the first attempt time out. */
function told(offender: Refusal, number: number, outcome: ConnectOutcome): Blame {
  if (outcome !== 'timeout') return { offender };
  const errno = getSystemErrorName(-number);
  return { offender, errno, outcome: outcomeOf(errno) };
}

/** Of several attempts that hang, it may be one of ./repeat that had the router's one answer. */
export const toldToAnother = (outcome: ConnectOutcome, repeats: Probe['repeats']): Partial<Blame> =>
  outcome === 'timeout' && repeats?.unreachable
    ? { errno: repeats.unreachable, outcome: outcomeOf(repeats.unreachable) }
    : {};

/** Looks until there is something to see, or `until` (performance.now() time). */
async function blameOf(
  attempt: Attempt,
  outcome: ConnectOutcome,
  byTcp: boolean,
  until: number,
): Promise<Blame> {
  for (;;) {
    const fate = attempt.look();
    if (fate.state === 'failed') {
      if (fate.refusal) return told(fate.refusal, fate.errno, outcome);
      return outcome === 'refused' && byTcp ? { offender: null, byReset: true } : nobody;
    }
    if (fate.state === 'connected' || performance.now() >= until) return nobody;
    await new Promise(resolve => setTimeout(resolve, STEP));
  }
}

/** Begins to watch; costs nothing but a timer while the attempt goes well. */
export function watch(plan: ProbePlan, deadline: number, datagram?: Buffer): Watch {
  let beside: Promise<Attempt | undefined> | undefined;
  const late = plan.question.service === null ? LATE : CAREFUL_LATE;
  const timer = setTimeout(() => {
    beside = begin(plan, datagram);
  }, late);
  return {
    async end(outcome) {
      clearTimeout(timer);
      const failed = errors.includes(outcome);
      const attempt = await (beside ?? (failed && outcome !== 'timeout' ? begin(plan, datagram) : undefined));
      if (!attempt) return nobody;
      const patience = outcome === 'timeout' ? 0 : AGAIN[plan.address.includes(':') ? 6 : 4];
      const until = Math.min(deadline, performance.now() + patience);
      const blame = failed ? await blameOf(attempt, outcome, plan.protocol === 'tcp', until) : nobody;
      await attempt.close();
      return blame;
    },
  };
}
