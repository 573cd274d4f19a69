import type { Upstream } from '../../programs/upstream.js';
import type { System } from '../../system/system.js';
import type { Process } from '../processes/types.js';
import { elsewhere } from './elsewhere.js';
import { endedUpstream } from './ended.js';
import type { UpstreamState } from './types.js';

/** Where the application of an upstream is, where nobody is at its place; and if nowhere, what it left. */
export async function whereabouts(
  system: System,
  upstream: Upstream,
  worker: Process | undefined,
  gone: boolean,
): Promise<Pick<UpstreamState, 'elsewhere' | 'ended'>> {
  if (!gone) return { elsewhere: null };
  const found = await elsewhere(system, upstream, worker);
  return found
    ? { elsewhere: found }
    : { elsewhere: null, ended: await endedUpstream(system, upstream.port) };
}
