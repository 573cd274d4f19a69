import type { Process } from '../facts/processes/types.js';
import { recognised } from './identify.js';
import { baseName, invocationOf } from './invocation.js';

/**
 * The workers of a Node cluster (nodejs.org, "Cluster"): the primary alone holds the socket. A worker is born with
 * NODE_UNIQUE_ID; where its environment cannot be read, several processes that run their parent's script are taken for them.
 */
export function clusterBelow(primary: Process, processes: readonly Process[]): readonly Process[] {
  const { language, script } = invocationOf(primary);
  if (language !== 'node' || script === null) return [];
  const below = processes.filter(
    each => each.parent === primary.pid && invocationOf(each).language === 'node',
  );
  const born = below.filter(({ environment }) => environment?.NODE_UNIQUE_ID !== undefined);
  const alike = below.filter(each => invocationOf(each).script?.endsWith(baseName(script)));
  if (born.length > 0) return born;
  return alike.length > 1 ? alike : [];
}

/** Whether whoever holds a socket deals its connections out in turn: a Node cluster's primary, or PM2's daemon, which is one. */
export const dealsOut = (holder: Process, processes: readonly Process[]): boolean =>
  clusterBelow(holder, processes).length > 1 ||
  (recognised(holder, processes)?.program.id === 'pm2-daemon' &&
    processes.filter(each => each.parent === holder.pid && invocationOf(each).language === 'node').length >
      1);
