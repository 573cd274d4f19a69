import type { Process } from '../facts/processes/types.js';
import { recognised } from './identify.js';
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

/** Whether whoever holds a socket deals its connections out in turn: a Node cluster's primary, or PM2's daemon, which is one. */
export const dealsOut = (holder: Process, processes: readonly Process[]): boolean =>
  clusterBelow(holder, processes).length > 0 ||
  (recognised(holder, processes)?.program.id === 'pm2-daemon' &&
    processes.filter(each => each.parent === holder.pid && invocationOf(each).language === 'node').length >
      1);
