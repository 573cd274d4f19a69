import { urlOf } from '../../facts/probes/redirects.js';
import { quoted } from '../../programs/shell.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, finding, hostIn, strictly, type Talk, talkOf, told } from '../talk.js';
import { faulty } from './shaken.js';

/** Servers that shake hands first and refuse in HTTP: nginx, HAProxy, and Apache, which may ask for it for some paths only. */
const inHttp =
  /No required SSL certificate|SSL certificate (error|required)|client certificate (is )?required|no client certificate|Cannot perform Post-Handshake Authentication/i;

/** Asked in plain text, only a server behind the one that answers can want a certificate: its proxy's. */
function behindProxy(talk: Talk | undefined): Finding | undefined {
  const { asked, http } = talk?.end ?? {};
  const words = http?.status === 400 ? inHttp.exec(http.body)?.[0] : undefined;
  if (!talk?.url || asked !== 'http' || words === undefined) return undefined;
  return finding(
    'error',
    'The server behind the proxy lets in only clients that show a certificate of their own, and the proxy shows none.',
    'the proxy shows no certificate',
    [told(talk.end, `400: ${words}`)],
    {
      fixes: [
        advice(
          'Give the proxy a certificate for the server behind it',
          'nginx: proxy_ssl_certificate and proxy_ssl_certificate_key beside the proxy_pass; Apache: SSLProxyMachineCertificateFile; HAProxy: crt on the server line. Or let the server behind ask none of it (nginx: ssl_verify_client off).',
          true,
        ),
      ],
    },
  );
}

/** The server turns away clients that show no certificate of their own. */
export const rule = defineRule({
  code: 'tls/client-certificate',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(probes, question, ({ tls, conversation, talk }) => {
      if (tls.clientCertificateRequested) return `alert ${tls.alert ?? 'certificate_required'}`;
      if (talk.said('client-certificate')?.tls?.clientCertificateRequested)
        return tls.version === null
          ? `it asks for one in the handshake, and ends it with alert ${tls.alert} when none comes`
          : 'it asks for one in the handshake, and hangs up on whoever shows none';
      const { http } = conversation;
      return http && http.status >= 400 && http.status < 500 && inHttp.test(`${http.reason} ${http.body}`)
        ? `${http.status}: ${inHttp.exec(`${http.reason} ${http.body}`)?.[0]}`
        : undefined;
    });
    if (!found) return behindProxy(talkOf(probes, question));
    const { conversation, talk, fault } = found;
    const host = hostIn(conversation.name ?? talk.probe.address);
    return finding(
      strictly(talk, 'error', 'note'),
      `${host} lets in only clients that show a certificate of their own.`,
      'wants a client certificate',
      [told(conversation, `Without a client certificate: ${fault}`)],
      {
        fixes: [
          advice(
            'Show a client certificate',
            `  curl --cert client.pem --key client.key ${quoted(urlOf({ ...conversation, asked: 'https' }))}\nWho runs the server gives them out.`,
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
