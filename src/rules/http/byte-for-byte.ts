import type { Conversation } from '../../facts/probes/types.js';
import type { Outgoing } from '../../facts/sockets/types.js';
import type { UpstreamState } from '../../facts/upstreams/types.js';
import type { Talk } from '../talk.js';
import type { UpstreamFault } from './upstream-types.js';

/** Who said nothing was kept waiting; and longer than `ms`, so that it is our words for which others were hung up on. */
const keepsWaiting = (conversations: readonly Conversation[], ms = 0): boolean =>
  conversations.some(each => each.reason === 'wait' && each.outcome === 'silent' && each.ms > ms);

export const leadsTo =
  ({ upstream, addresses }: UpstreamState) =>
  ({ remote }: Outgoing): boolean =>
    remote.port === upstream.port && addresses.includes(remote.address);

/**
 * What a proxy passes on byte for byte may be of any protocol: a port alone asks for no HTTP, and whoever is not known for it
 * may wait for words of its own, or hang up on ours. On another machine it shows by the proxy alone,
 * which tries one that is dead several times (`knocking`), and hangs up on everybody then.
 */
export function mayBeForeign(
  { kind, state }: UpstreamFault,
  { url, first, probe }: Talk,
  knocking: readonly Outgoing[],
): boolean {
  const { upstream, speaks, probes, unaccepted } = state;
  if (!upstream.raw || url || unaccepted || speaks === 'http' || speaks === 'server-first') return false;
  if (kind === 'elsewhere')
    return (
      !knocking.some(leadsTo(state)) &&
      (first.outcome === 'silent' || keepsWaiting(probe.conversations, first.ms))
    );
  // Who takes no certificate hangs up at once, whatever is said.
  if (kind === 'distrusted') return keepsWaiting(probe.conversations);
  return (
    kind === 'silent' ||
    (kind === 'hangs-up' && probes.some(({ conversations }) => keepsWaiting(conversations)))
  );
}

/**
 * TLS was spoken, and what a proxy passes on byte for byte was asked in plain text: of the application (redis behind stunnel)
 * that tells only where no connection to it is made, for stunnel shakes hands by itself.
 */
export const mayWantTls = ({ kind, state }: UpstreamFault, { end, said }: Talk): boolean =>
  state.upstream.raw === true &&
  end.http === null &&
  said('tls-proof')?.outcome === 'answered' &&
  (kind === 'elsewhere' || state.probes.some(({ outcome }) => outcome === 'connected'));
