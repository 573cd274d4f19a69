import { type Fact, valueIn } from '../../facts/fact.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { placeOf } from '../../programs/proxies/upstream.js';
import { unwantedHeader } from '../http/upstream-talk.js';
import type { Evidence } from '../rule.js';
import { advice, type Talk, told } from '../talk.js';

/** A header of the PROXY protocol stands between the client and TLS, or is missing there. */
export interface HeaderFault {
  readonly fault: string;
  readonly evidence: readonly Evidence[];
  readonly fix: ReturnType<typeof advice>;
}

/** It answers in TLS where a header of the PROXY protocol comes before the handshake, and hangs up where none does. */
export function wantsHeader(talk: Talk): HeaderFault | undefined {
  const proof = talk.probe.conversations.find(
    ({ reason, service, protocol }) =>
      reason === 'service' && service === 'proxy-protocol-tls' && protocol === 'tls',
  );
  return (
    proof && {
      fault:
        'the server expects the PROXY protocol before it, a line from a load balancer that says who asks, and hangs up on clients that come directly',
      evidence: [told(proof, 'After "PROXY UNKNOWN" the same handshake is answered in TLS')],
      fix: advice(
        'Ask through the load balancer, or take bare connections too',
        'nginx: take proxy_protocol off the listen line, or listen on another port without it. HAProxy: accept-proxy on its bind line. Or let the proxy before it send the header (HAProxy: send-proxy).',
      ),
    }
  );
}

/** The proxy puts a header of the PROXY protocol before what the client says, and the server behind it wants none. */
export function sendsHeader(upstreams: Fact<Passing>): HeaderFault | undefined {
  const passing = valueIn(upstreams);
  const state = passing?.upstreams.find(each => unwantedHeader(each) === 'TLS');
  if (!passing || !state) return undefined;
  const place = placeOf(state.upstream);
  return {
    fault: `${passing.proxy} puts a header of the PROXY protocol (send-proxy) before it, which the server behind does not expect`,
    evidence: [
      { fact: 'upstreams', says: state.upstream.text, source: place },
      ...state.probes
        .flatMap(({ conversations }) => conversations)
        .filter(({ tls }) => tls?.version != null)
        .slice(0, 1)
        .map(each => told(each, `Asked without the header, it answers in ${each.tls?.version}`)),
    ],
    fix: advice(
      'Make both ends the same',
      `Take send-proxy (in nginx, proxy_protocol on) off at ${place} and reload the proxy, or let the server behind expect the header (nginx: listen … ssl proxy_protocol).`,
      true,
    ),
  };
}
