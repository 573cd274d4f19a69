import type { Diagnosis } from '../diagnosis/types.js';
import type { Gathered } from '../facts/gather.js';

/** Causes that say no more than that nobody serves the port. */
const unserved = new Set<string>(['port/nothing-listens', 'port/wrong-port', 'remote/refused']);

/** Causes that stand before every port alike. */
const ofTheWay = /^(?:name|interface)\/|^remote\/(?:host-down|unreachable)$|^route\/gateway-unreachable$/;

const rootOf = ({ causes }: Diagnosis): string =>
  causes.find(({ severity }) => severity === 'error')?.code ?? '';

const isOut = ({ verdict }: Diagnosis): boolean => verdict === 'unreachable' || verdict === 'inconclusive';

/**
 * A host alone is asked on port 443, and where that fails on port 80, by `lookAt`: the second look counts where it gets
 * through, or meets a server where the first one met none.
 */
export async function withPort80(
  first: Gathered,
  diagnosisOf: (look: Gathered) => Diagnosis,
  lookAt: (target: Gathered['target']) => Promise<Gathered>,
): Promise<Gathered> {
  const { kind, port, protocol } = first.target;
  if (kind !== 'host' || port !== null || protocol !== 'tcp') return first;
  const diagnosis = diagnosisOf(first);
  if (!isOut(diagnosis) || ofTheWay.test(rootOf(diagnosis))) return first;
  const second = await lookAt({ ...first.target, port: 80 });
  const other = diagnosisOf(second);
  return !isOut(other) || (unserved.has(rootOf(diagnosis)) && !unserved.has(rootOf(other))) ? second : first;
}
