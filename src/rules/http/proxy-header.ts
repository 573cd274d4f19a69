import type { Conversation } from '../../facts/probes/types.js';
import type { Finding } from '../rule.js';
import { advice, finding, type Talk, told } from '../talk.js';

/** The answer that came where a header of the PROXY protocol was put before the request that got none. */
export const headerAnswered = ({ probe }: Talk): Conversation | undefined =>
  probe.conversations.find(
    ({ reason, service, protocol }) =>
      reason === 'service' &&
      ((service === 'proxy-protocol' && protocol === 'http') ||
        (service === 'proxy-protocol-tls' && protocol === 'tls')),
  );

/** It answers where a header of the PROXY protocol comes before the request, and hangs up where none does. */
export function wantsHeader(talk: Talk): Finding | undefined {
  const proof = headerAnswered(talk);
  return (
    proof &&
    finding(
      'error',
      'The server expects the PROXY protocol: a line from a load balancer that says who asks. Clients that come directly send none, and it hangs up on them.',
      'wants the PROXY protocol',
      [
        told(talk.first, 'The bare request gets no answer'),
        told(
          proof,
          proof.protocol === 'tls'
            ? 'After "PROXY UNKNOWN" a TLS handshake is answered'
            : `After "PROXY UNKNOWN" the same request is answered: ${proof.firstBytes.split('\r\n')[0]}`,
        ),
      ],
      {
        fixes: [
          advice(
            'Ask through the load balancer, or take bare requests too',
            'nginx: take proxy_protocol off the listen line, or listen on another port without it. HAProxy: accept-proxy on its bind line; Apache: RemoteIPProxyProtocol. Or let the proxy before it send the header (HAProxy: send-proxy).',
          ),
        ],
        outcome: 'no-answer',
      },
    )
  );
}
