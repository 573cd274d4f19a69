import { defineRule } from '../rule.js';
import { advice, finding, strictly, told } from '../talk.js';
import { faulty } from './shaken.js';

/** The server knows no TLS version that clients of today offer. */
export const rule = defineRule({
  code: 'tls/protocol-version',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(
      probes,
      question,
      ({ tls, talk }) =>
        tls.version === null &&
        (tls.alert === 'protocol_version' ||
          /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/.test(tls.error ?? '') ||
          /^(TLSv1(\.1)?|SSLv3)$/.test(talk.said('old-tls')?.tls?.version ?? '')),
    );
    if (!found) return undefined;
    const { conversation, talk, tls } = found;
    const old = talk.said('old-tls');
    const version = old?.tls?.version ?? null;
    return finding(
      strictly(talk, 'error', 'warning'),
      version
        ? `The server speaks ${version} at best, and clients of today ask for TLSv1.2 or newer.`
        : 'The server and this client have no TLS version in common: it turns down TLSv1.2 and TLSv1.3.',
      version ? `${version} only` : 'no version in common',
      [
        told(conversation, `TLSv1.2 and TLSv1.3 are turned down: ${tls.alert ?? tls.error}`),
        ...(old && version
          ? [told(old, `A handshake that also offers older versions ends with ${version}`)]
          : []),
      ],
      {
        fixes: [
          advice(
            'Let the server speak TLSv1.2 and TLSv1.3',
            'nginx: ssl_protocols TLSv1.2 TLSv1.3; Apache: SSLProtocol -all +TLSv1.2 +TLSv1.3; then reload it.',
            true,
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
