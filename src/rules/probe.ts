import type { Probe } from '../facts/probes/types.js';
import type { Question } from '../net/question.js';
import type { Outcome } from './rule.js';

/** The attempt to connect to what the question asks for. */
export const probeOf = (
  probes: readonly Probe[] | undefined,
  { target, address, port, protocol }: Question,
): Probe | undefined =>
  probes?.find(
    probe =>
      probe.address === (target.socketPath ?? address) &&
      probe.port === port &&
      probe.protocol === protocol &&
      !probe.because,
  );

const outcomes: Readonly<Record<Probe['outcome'], Outcome>> = {
  connected: 'ok',
  refused: 'refused',
  timeout: 'timeout',
  'host-unreachable': 'unreachable',
  'network-unreachable': 'unreachable',
  prohibited: 'unreachable',
  reset: 'reset',
  failed: 'unreachable',
};

/** What the client sees of an attempt to connect that ended like this. */
export const fateOf = ({ outcome }: Pick<Probe, 'outcome'>): Outcome => outcomes[outcome];

/** A connection was made: over UDP only an answer shows that anybody heard of it. */
export const isMade = ({ outcome, protocol, conversations }: Probe): boolean =>
  outcome === 'connected' && (protocol !== 'udp' || conversations.some(each => each.outcome === 'answered'));

/** How many of several connections tried at the same time were had late or not at all. */
export const lateOf = ({ tried, connected, slow, refused }: NonNullable<Probe['repeats']>): number =>
  slow + tried - connected - refused;

/** Some of several connections tried at the same time were had at once, and others were not: which, is a matter of luck. */
export const isIrregular = ({ repeats }: Probe): boolean =>
  repeats !== undefined && lateOf(repeats) > 1 && repeats.connected > repeats.slow;
