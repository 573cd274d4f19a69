import type { Upstream } from '../../programs/proxies/upstream.js';
import { forwardOf } from './forward.js';
import { takersAt } from './holders.js';
import { type Around, stateOf } from './state.js';
import type { UpstreamState } from './types.js';

/** As many forwarders behind the first one are followed. */
const MOST = 4;

/** What is at the end of forwarders of this machine that lead to one another; the first is of `around.owners`. */
export async function endOf(first: Upstream, around: Around): Promise<UpstreamState> {
  let state = await stateOf(first, around);
  for (let hop = 0; hop < MOST; hop++) {
    const next = forwardOf(takersAt(around.system, state), state.upstream.port ?? 0, around.files);
    if (!next) break;
    state = await stateOf(next, around);
  }
  return state;
}
