import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, talkOf, told } from '../talk.js';
import { handshakes } from './shaken.js';

/** The handshake met plain HTTP. */
export const rule = defineRule({
  code: 'tls/https-to-http-port',
  needs: ['probes'],
  check({ probes }, question) {
    const talk = talkOf(probes, question);
    const proof = talk?.said('plain-proof');
    if (talk && proof?.http) {
      const url = `http://${proof.name}${proof.path ?? '/'}`;
      return finding(
        strictly(talk, 'error', 'note'),
        `The port speaks plain HTTP and was asked in HTTPS: ${url} is the URL to ask.`,
        'no TLS',
        [
          told(talk.first, `A TLS handshake fails: ${talk.first.tls?.error ?? talk.first.outcome}`),
          told(proof, `A plain request is answered: ${statusOf(proof.http)}`),
        ],
        {
          fixes: [
            advice('Ask in plain HTTP', url),
            advice(
              'Let the server speak TLS',
              'Give it a certificate, or put a proxy that has one in front.',
            ),
          ],
          outcome: talk.url ? 'tls-error' : 'ok',
        },
      );
    }
    const sent = handshakes(probes, question).find(
      ({ conversation, tls }) =>
        conversation.reason === 'redirect' && /WRONG_VERSION_NUMBER|HTTP_REQUEST/.test(tls.error ?? ''),
    );
    if (!sent) return undefined;
    return finding(
      'error',
      `The server redirects to https://${sent.conversation.name}${sent.conversation.path ?? '/'}, and that port does not speak TLS.`,
      'redirected to HTTPS without TLS',
      [told(sent.conversation, `The handshake fails: ${sent.tls.error}`)],
      {
        fixes: [
          advice(
            'Redirect to the port that speaks TLS',
            "The redirect's URL has the port of plain HTTP in it.",
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
