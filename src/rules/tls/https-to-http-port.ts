import { valueIn } from '../../facts/fact.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { sslEdits } from '../../programs/proxies/nginx-listen.js';
import { NGINX, pathOf } from '../../programs/proxies/upstream.js';
import { masterAmong, ownersOf, reloadOf } from '../http/owner.js';
import { defineRule, type Seen } from '../rule.js';
import { advice, finding, hostIn, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';
import { sendsHeader } from './proxy-header.js';
import { handshakes, plainProof } from './shaken.js';
import { upgradedParts } from './upgraded-parts.js';

/** The request in plain HTTP that the same port has answered before. */
const plainAt = ({ address, port }: Conversation, talk: Talk | undefined): Conversation | undefined =>
  talk?.probe.conversations.find(
    each => each.asked === 'http' && each.http !== null && each.address === address && each.port === port,
  );

/** A plain request that is well-formed was called malformed, and not for its host name. */
const plainIsMalformed = ({ http }: Conversation): boolean =>
  http?.status === 400 && !/host/i.test(http.body);

const MALFORMED =
  'It calls a plain request malformed too: a proxy in front may say something before the client does (the PROXY protocol, send-proxy), which its configuration tells.';

const used = ['configuration', 'sockets', 'owners', 'processes'] as const;

/** nginx has a certificate for the site, and was not told to speak TLS on this port. */
function withSsl(
  { port, name, path }: Conversation,
  { configuration, sockets, owners, processes }: Seen<never, (typeof used)[number]>,
  question: Question,
): readonly Fix[] {
  const master = masterAmong(ownersOf(question, sockets, owners, processes));
  const reload = master && NGINX.test(master.name) ? reloadOf(master) : undefined;
  const passed = { port, host: hostIn(name ?? ''), path: pathOf({ path: path ?? '/' }) };
  const edits = reload && sslEdits(valueIn(configuration) ?? [], passed);
  if (!reload || !edits) return [];
  return [
    {
      title: 'Tell nginx that this port speaks TLS: the site has a certificate',
      steps: [...edits, ...reload],
      needsRoot: master?.uid === 0,
    },
  ];
}

/** The handshake met plain HTTP, or a browser's will. */
export const rule = defineRule({
  code: 'tls/https-to-http-port',
  needs: ['probes'],
  mayUse: ['upstreams', ...used],
  check({ probes, upstreams, ...seen }, question) {
    const talk = talkOf(probes, question);
    // A service that was guessed by the port's number was not asked for in TLS.
    const proof = talk && talk.first.asked !== 'service' ? plainProof(talk) : undefined;
    // A server behind a proxy that speaks before the client does takes that for a plain request.
    if (talk && proof?.http && !sendsHeader(upstreams)) {
      const scheme = question.target.scheme === 'wss' ? 'ws' : 'http';
      const url = `${scheme}://${proof.name}${proof.path ?? '/'}`;
      return finding(
        strictly(talk, 'error', 'note'),
        `The port speaks plain HTTP and was asked in HTTPS${plainIsMalformed(proof) ? `. ${MALFORMED}` : `: ${url} is the URL to ask.`}`,
        'no TLS',
        [
          told(talk.first, `A TLS handshake fails: ${talk.first.tls?.error ?? talk.first.outcome}`),
          told(proof, `A plain request is answered: ${statusOf(proof.http)}`),
        ],
        {
          fixes: [
            ...withSsl(talk.first, seen, question),
            ...(plainIsMalformed(proof) ? [] : [advice('Ask in plain HTTP', `  ${url}`)]),
            advice(
              'Let the server speak TLS',
              'Give it a certificate (nginx: listen 443 ssl with ssl_certificate; Apache: SSLEngine on with SSLCertificateFile; HAProxy: bind with ssl crt), or put a proxy that has one in front.',
            ),
          ],
          outcome: talk.url ? 'tls-error' : 'ok',
        },
      );
    }
    const sent = handshakes(probes, question).find(
      ({ conversation, tls }) =>
        conversation.reason === 'redirect' &&
        tls.version === null &&
        (/WRONG_VERSION_NUMBER|HTTP_REQUEST/.test(tls.error ?? '') ||
          (tls.alert === null && plainAt(conversation, talk)?.http)),
    );
    if (!sent) return talk && upgradedParts(talk);
    const plain = plainAt(sent.conversation, talk);
    return finding(
      'error',
      `The server redirects to https://${sent.conversation.name}${sent.conversation.path ?? '/'}, and that port does not speak TLS.`,
      'redirected to HTTPS without TLS',
      [
        told(sent.conversation, `The handshake fails: ${sent.tls.error ?? sent.conversation.outcome}`),
        ...(plain?.http ? [told(plain, `A plain request to the same port: ${statusOf(plain.http)}`)] : []),
      ],
      {
        fixes: [
          advice(
            'Redirect to the port that speaks TLS',
            'The redirect goes to https, and keeps the port of plain HTTP. Put a proxy that speaks TLS there, or turn the redirect off where none is (SECURE_SSL_REDIRECT, force_ssl, an https redirect of the framework).',
          ),
        ],
        outcome: 'tls-error',
        headline: 'it redirects to HTTPS, where no TLS is spoken',
      },
    );
  },
});
