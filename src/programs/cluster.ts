import type { Process } from '../facts/processes/types.js';
import { baseName, invocationOf } from './invocation.js';

/**
 * The workers of a Node cluster (nodejs.org, "Cluster"): the primary alone holds the socket, and they run the same script.
 * Empty where there are not several.
 */
export function clusterBelow(primary: Process, processes: readonly Process[]): readonly Process[] {
  const { language, script } = invocationOf(primary);
  if (language !== 'node' || script === null) return [];
  const below = processes.filter(each => {
    const { language: its, script: runs } = invocationOf(each);
    return each.parent === primary.pid && its === 'node' && runs?.endsWith(baseName(script));
  });
  return below.length > 1 ? below : [];
}
