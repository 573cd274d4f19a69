import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, talkOf, told } from '../talk.js';

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
    const url = `https://${first.name}${first.path ?? '/'}`;
    const plain = first.http
      ? statusOf(first.http)
      : first.protocol === 'tls'
        ? `a ${first.banner ?? 'TLS alert'}`
        : first.outcome === 'reset'
          ? 'a reset'
          : first.outcome === 'silent'
            ? 'no answer'
            : 'the end of the connection';
    const version = proof.tls.version ?? `TLS (alert ${proof.tls.alert})`;
    return finding(
      strictly(talk, 'error', 'note'),
      `The port speaks HTTPS and was asked in plain HTTP: ${url} is the URL to ask.`,
      'speaks TLS',
      [
        told(first, `A plain HTTP request gets ${plain}`),
        told(
          proof,
          `A handshake on the same port succeeds with ${version}${proof.http ? `, and the answer is ${statusOf(proof.http)}` : ''}`,
        ),
      ],
      { fixes: [advice('Ask in HTTPS', `  ${url}`)], outcome: talk.url ? 'http-error' : 'ok' },
    );
  },
});
