import type { Diagnosis, Verdict } from '../diagnosis/types.js';

const statuses: Readonly<Record<Verdict, number>> = {
  reachable: 0,
  'local-only': 1,
  degraded: 1,
  unreachable: 1,
  inconclusive: 3,
};

/** The exit status that a diagnosis means. */
export const statusOf = ({ verdict }: Diagnosis): number => statuses[verdict];
