import type { Conversation } from '../../facts/probes/types.js';
import { defineRule, type Finding } from '../rule.js';
import { at } from '../serving.js';
import { advice, finding, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';

/** A service that hung up on its own first question, and shakes hands in TLS: HTTPS it need not speak. */
const ofService = ({ probe: { address, port }, first }: Talk, proof: Conversation): Finding =>
  finding(
    'note',
    'The port speaks TLS: clients that come without it are turned away.',
    'speaks TLS',
    [
      told(first, 'A question in plain text gets the end of the connection'),
      told(proof, `A handshake on the same port is answered (${proof.tls?.version ?? proof.tls?.alert})`),
    ],
    {
      fixes: [
        advice(
          'Let the client use TLS',
          `Its own option for that (redis-cli --tls), or to see that it answers:\n  openssl s_client -connect ${at(address, port)}`,
        ),
      ],
      outcome: 'ok',
    },
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
    if (first.asked === 'service') return ofService(talk, proof);
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
