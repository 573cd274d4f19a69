import { valueIn } from '../../facts/fact.js';
import { identify } from '../../programs/identify.js';
import { defineRule } from '../rule.js';
import { advice, finding, talkOf, told } from '../talk.js';
import { ownersOf } from './owner.js';

/** The connection is made, and ended without a byte. */
export const rule = defineRule({
  code: 'http/empty-reply',
  needs: ['probes'],
  mayUse: ['sockets', 'owners', 'processes'],
  explainedBy: [
    'tls/http-to-https-port',
    'http/not-http',
    'tcp/reset',
    'app/access-denied',
    'app/too-many-clients',
    'process/fd-limit',
    'process/crash-loop',
    'namespace/container-loopback',
    'namespace/forward-mismatch',
    'client/tunnel-wrong-port',
    'firewall/redirected',
    'tls/handshake',
  ],
  check({ probes, sockets, owners, processes }, question) {
    const talk = talkOf(probes, question);
    if (!talk) return undefined;
    const { first } = talk;
    if (first.outcome !== 'closed' && first.outcome !== 'reset') return undefined;
    if (first.asked !== 'http' && !(first.asked === 'https' && first.tls?.version != null)) return undefined;
    if (first.tls?.clientCertificateRequested) return undefined;
    const owner = ownersOf(question, sockets, owners, processes)[0];
    const http = owner ? identify(owner, valueIn(processes) ?? []).speaks === 'http' : false;
    const wait = talk.said('wait');
    const onEverybody = wait === undefined || wait.outcome === 'closed' || wait.outcome === 'reset';
    const how = first.outcome === 'reset' ? 'resets the connection' : 'closes the connection';
    const who = owner ? `${owner.name} (pid ${owner.pid})` : 'The server';
    return finding(
      talk.url || http || onEverybody ? 'error' : 'note',
      onEverybody && wait
        ? `${who} accepts connections and ${how} at once, before anything is asked.`
        : `${who} takes the request and ${how} without a byte of an answer.${talk.url || http ? '' : ' It may speak another protocol than HTTP.'}`,
      first.outcome === 'reset' ? 'reset without an answer' : 'closed without an answer',
      [
        told(first, `After the request: ${first.outcome === 'reset' ? 'RST (ECONNRESET)' : 'FIN'}, no byte`),
        ...(wait
          ? [
              told(
                wait,
                onEverybody
                  ? `Without a request it ${how} too`
                  : 'Without a request it keeps the connection open',
              ),
            ]
          : []),
      ],
      {
        fixes: [
          advice(
            "Look into the server's log",
            'It ended the connection itself: a crash while answering, a limit, a rule about clients, or a forwarder whose own target is gone.',
          ),
        ],
        outcome: talk.url || http || onEverybody ? (first.outcome === 'reset' ? 'reset' : 'no-answer') : 'ok',
      },
    );
  },
});
