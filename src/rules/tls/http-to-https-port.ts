import type { Conversation } from '../../facts/probes/types.js';
import { defineRule, type Finding } from '../rule.js';
import { at } from '../serving.js';
import { advice, finding, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';

/** What a question in plain text gets. */
function answerTo({ http, protocol, banner, outcome }: Conversation): string {
  if (http) return statusOf(http);
  if (protocol === 'tls') return `a ${banner ?? 'TLS alert'}`;
  if (outcome === 'reset') return 'a reset';
  return outcome === 'silent' ? 'no answer' : 'the end of the connection';
}

/** A client of the service's own, told to use TLS. */
const byItsClient = ({ address, port }: Talk['probe']) =>
  advice(
    'Let the client use TLS',
    `Its own option for that (redis-cli --tls), or to see that it answers:\n  openssl s_client -connect ${at(address, port)}`,
  );

/** Another protocol is spoken in TLS, or it hangs up on HTTP there too, and not for want of a certificate of the client's. */
const isOther = ({ tls, http, protocol, outcome }: Conversation): boolean =>
  tls?.version != null &&
  tls.alert === null &&
  http === null &&
  protocol !== 'http2' &&
  (protocol !== null || outcome === 'closed' || outcome === 'reset');

/** A service, or what shakes hands in TLS and answers no HTTP inside it: HTTPS it need not speak. */
const ofService = ({ probe, first }: Talk, proof: Conversation): Finding =>
  finding(
    'note',
    'The port speaks TLS: clients that come without it are turned away.',
    'speaks TLS',
    [
      told(first, `A question in plain text gets ${answerTo(first)}`),
      told(proof, `A handshake on the same port is answered (${proof.tls?.version ?? proof.tls?.alert})`),
    ],
    { fixes: [byItsClient(probe)], outcome: 'ok' },
  );

/** A plain request got an alert, a 400 that says so, or a hang-up; a TLS handshake with the same port works. */
export const rule = defineRule({
  code: 'tls/http-to-https-port',
  needs: ['probes'],
  check({ probes }, question) {
    const talk = talkOf(probes, question);
    const proof = talk?.said('tls-proof');
    if (!talk || proof?.tls == null) return undefined;
    const speaks = proof.tls.version !== null || proof.tls.alert !== null;
    if (!speaks) return undefined;
    const { first } = talk;
    const answered = first.http ?? proof.http;
    if (first.asked === 'service' || (!talk.url && proof.tls.version && !answered))
      return ofService(talk, proof);
    const url = `https://${first.name}${first.path ?? '/'}`;
    const plain = answerTo(first);
    const other = isOther(proof);
    const version = proof.tls.version ?? `TLS (alert ${proof.tls.alert})`;
    return finding(
      strictly(talk, 'error', 'note'),
      other
        ? 'The port speaks TLS and was asked in plain HTTP. In TLS it answers no HTTP either: it may serve another protocol there.'
        : `The port speaks HTTPS and was asked in plain HTTP: ${url} is the URL to ask.`,
      'speaks TLS',
      [
        told(first, `A plain HTTP request gets ${plain}`),
        told(
          proof,
          `A handshake on the same port succeeds with ${version}${proof.http ? `, and the answer is ${statusOf(proof.http)}` : ''}`,
        ),
      ],
      {
        fixes: [other ? byItsClient(talk.probe) : advice('Ask in HTTPS', `  ${url}`)],
        outcome: talk.url ? 'http-error' : 'ok',
        ...(other && { headline: 'the port speaks TLS, and was asked in plain HTTP' }),
      },
    );
  },
});
