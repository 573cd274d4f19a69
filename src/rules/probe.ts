import type { Probe } from '../facts/probes/types.js';
import type { Question } from './question.js';

/** The attempt to connect to what the question asks for. */
export const probeOf = (
  probes: readonly Probe[] | undefined,
  { address, port, protocol }: Question,
): Probe | undefined =>
  probes?.find(
    probe =>
      probe.address === address && probe.port === port && probe.protocol === protocol && !probe.because,
  );
