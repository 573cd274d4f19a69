import { familyOf } from '../../net/address.js';
import type { Credentials } from '../../net/credentials.js';
import { withoutEndDot } from '../../net/host.js';
import type { Asking, ProbePlan } from './plan.js';
import type { Conversation, Reason } from './types.js';
import type { Service } from './well-known.js';

/** One conversation to be had. */
export interface Call {
  readonly address: string;
  readonly port: number;
  readonly local: boolean;
  readonly reason: Reason;
  /** hello: the first half of a TLS 1.2 handshake, in the clear. */
  readonly how: 'http' | 'https' | 'tls' | 'hello' | Service;
  /** Whom to ask its own question after the handshake of `tls`. */
  readonly service?: Service;
  /** For the Host header; and for SNI, unless `sni` says otherwise. */
  readonly host: string;
  readonly path: string;
  readonly origin?: string;
  /** The request asks to switch to WebSocket. */
  readonly upgrade?: true;
  /** Of which kind (Sec-WebSocket-Protocol); missing where it does not say. */
  readonly subprotocol?: string;
  readonly credentials?: Credentials;
  /** The name in the handshake; null for none, missing for the host's own. */
  readonly sni?: string | null;
  readonly old?: boolean;
  readonly directories?: readonly string[];
  /** Milliseconds to wait for the first byte; missing where a slow server is to be waited for. */
  readonly patience?: number;
  /** The program is known, so the service is not just guessed from the port's number. */
  readonly sure?: boolean;
}

/** A question about the server itself is answered at once, milliseconds. */
const UPSTREAM_PATIENCE = 800;

/** Names go into the handshake, without a dot at their end, and addresses do not (RFC 6066 § 3). */
export const sniOf = (call: Call): string | null =>
  call.sni === undefined ? (familyOf(call.host) ? null : withoutEndDot(call.host)) : call.sni;

/** What a conversation tells of its request beside the path. */
export const askedWith = ({
  origin,
  upgrade,
  subprotocol,
}: Call): Pick<Conversation, 'origin' | 'upgrade' | 'subprotocol'> => ({
  ...(origin !== undefined && { origin }),
  ...(upgrade && { upgrade }),
  ...(subprotocol && { subprotocol }),
});

/** The first call of a plan: the person's own question. */
export function firstCall(
  plan: Pick<ProbePlan, 'address' | 'port' | 'local' | 'because'>,
  asking: Asking,
): Call {
  const how = asking.manner === 'http' || asking.manner === 'https' ? asking.manner : asking.service;
  return {
    address: plan.address,
    port: plan.port,
    local: plan.local,
    reason: 'asked',
    how: how === 'tls' ? 'https' : (how ?? 'http'),
    host: asking.name ?? plan.address,
    path: asking.path,
    sure: asking.sure,
    directories: asking.directories,
    ...(asking.origin !== undefined && { origin: asking.origin }),
    ...(asking.upgrade && { upgrade: asking.upgrade }),
    ...(asking.credentials && { credentials: asking.credentials }),
    ...(plan.because === 'upstream' && asking.service && { patience: UPSTREAM_PATIENCE }),
  };
}
