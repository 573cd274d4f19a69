import type { Upstream } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import type { Process } from '../processes/types.js';
import { elsewhere } from './elsewhere.js';
import { endedUpstream } from './ended.js';
import { atOtherAddress } from './other-address.js';
import type { UpstreamState } from './types.js';

/** The process of a proxy that connects to its upstreams: one that is not root's, where there is one. */
export const workerOf = (proxy: readonly Process[]): Process | undefined =>
  proxy.find(({ uid }) => uid !== 0) ?? proxy.at(-1);

/** Where the application of an upstream is, where nobody is at its place; and if nowhere, what it left. */
export async function whereabouts(
  system: System,
  upstream: Upstream,
  proxy: readonly Process[],
  gone: boolean,
  files: readonly ConfigurationFile[],
): Promise<Pick<UpstreamState, 'elsewhere' | 'ended'>> {
  if (!gone) return { elsewhere: null };
  const pids = proxy.map(({ pid }) => pid);
  const found =
    (upstream.port === null ? null : atOtherAddress(system, upstream, pids)) ??
    (await elsewhere(system, upstream, workerOf(proxy), files));
  return found ? { elsewhere: found } : { elsewhere: null, ended: await endedUpstream(system, upstream) };
}
