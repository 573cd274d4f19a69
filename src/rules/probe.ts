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
export const fateOf = ({ outcome }: Probe): Outcome => outcomes[outcome];

/** A connection was made: over UDP only an answer shows that anybody heard of it. */
export const isMade = ({ outcome, protocol, conversations }: Probe): boolean =>
  outcome === 'connected' && (protocol !== 'udp' || conversations.some(each => each.outcome === 'answered'));
