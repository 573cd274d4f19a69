import { defineRule } from '../rule.js';
import { advice, finding, strictly, told } from '../talk.js';
import { faulty } from './shaken.js';
import { trustFault } from './trust.js';

/** What an alert means, where it is not plain from its name. */
const meanings: Readonly<Record<string, string>> = {
  handshake_failure:
    'it accepts none of the ciphers and parameters that were offered, or wants something more',
  unrecognized_name: 'it has no certificate for this name',
  internal_error: 'something is wrong inside the server, often a certificate that it cannot load',
  no_application_protocol: 'it speaks none of the protocols that were offered (HTTP/1.1)',
  insufficient_security: 'it wants stronger ciphers',
  access_denied: 'it refuses this client',
  unknown_ca: 'it does not know the authority of the client certificate',
};

/** The handshake ends in another way than the finer causes tell. */
export const rule = defineRule({
  code: 'tls/handshake',
  needs: ['probes'],
  explainedBy: [
    'remote/loss',
    'tls/https-to-http-port',
    'tls/protocol-version',
    'tls/client-certificate',
    'tls/sni-required',
    'tls/starttls-port',
    'http/not-http',
    'process/hung',
    'process/stopped',
    'process/busy',
    'process/fd-limit',
    'tcp/accept-queue-full',
    'tcp/reset',
    'route/mtu-blackhole',
    'namespace/forward-mismatch',
    'namespace/container-loopback',
    'client/tunnel-wrong-port',
  ],
  check({ probes }, question) {
    const failed = faulty(probes, question, ({ tls, conversation, talk }) => {
      if (tls.version !== null)
        return trustFault(tls) === 'other'
          ? `OpenSSL does not accept its certificate: ${tls.untrusted}`
          : undefined;
      const plain = talk.said('plain-proof');
      if (plain && (plain.http || plain.protocol) && conversation === talk.first) return undefined;
      if (tls.alert) return `the server ends it with alert ${tls.alert}`;
      if (conversation.outcome === 'silent') return 'the server does not answer the first message';
      if (conversation.outcome === 'closed' || conversation.outcome === 'reset')
        return 'the server hangs up in the middle of it';
      return tls.error ? `${tls.error}` : undefined;
    });
    if (!failed) return undefined;
    const { conversation, talk, tls, fault } = failed;
    const meaning = meanings[tls.alert ?? ''];
    const whom = tls.sni ?? conversation.address;
    return finding(
      strictly(talk, 'error', 'warning'),
      `The TLS handshake with ${whom} fails: ${fault}${meaning ? ` (${meaning})` : ''}.`,
      tls.alert ?? 'handshake fails',
      [told(conversation, `Handshake: ${fault}`)],
      {
        fixes: [
          advice(
            "Look into the server's log",
            `It names the reason. To repeat it: openssl s_client -connect ${conversation.address}:${conversation.port}${tls.sni ? ` -servername ${tls.sni}` : ''}`,
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
