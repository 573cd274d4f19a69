import type { Probe } from '../facts/probes/types.js';
import type { Question } from './question.js';

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
