import type { UpstreamState } from '../../facts/upstreams/types.js';

/** Why a proxy gets nothing from one upstream. */
export interface UpstreamFault {
  readonly state: UpstreamState;
  readonly kind:
    | 'not-listening'
    | 'other-family'
    | 'no-name'
    | 'elsewhere'
    | 'protocol'
    | 'distrusted'
    | 'silent'
    | 'unanswered'
    | 'no-local-port'
    | 'stopped'
    | 'hangs-up'
    | 'unwell'
    | 'no-socket'
    | 'stale-socket'
    | 'permission'
    | 'policy'
    | 'stale-name'
    | 'hidden-socket';
  /** "nothing listens on 127.0.0.1:3000": the second half of a sentence that names the upstream. */
  readonly says: string;
  /** Where, or in what protocol, it would work. */
  readonly instead: string | null;
}

/** A fault before it is known of which upstream. */
export type Told = Pick<UpstreamFault, 'kind' | 'says' | 'instead'>;
