import { CLOSING } from '../../facts/probes/answer-rest.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { rootAnswers, speaksHttp, unansweredOf, untriedInPlain } from '../silence.js';
import { advice, finding, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';
import { ownersOf } from './owner.js';

/** Shorter waits prove nothing. */
const PATIENCE = 2000;

/** As many bytes of an answer are kept. */
const KEPT = 512;

/** An answer that was begun and not ended: of a redirect too, which curl reads to the end that was promised. */
function stopped(talk: Talk): Finding | undefined {
  const by = [talk.first, talk.end].find(({ cut }) => cut === 'silent');
  if (!by) return undefined;
  const length = by.http?.headers['content-length'];
  const body = length === undefined ? 'its page' : `the body that it promised (Content-Length ${length})`;
  const what = by.http ? body : 'the head of it';
  const came = by.firstBytes.length < KEPT ? `${by.firstBytes.length} bytes` : 'a part';
  return finding(
    strictly(talk, 'error', 'warning'),
    `The server begins an answer and does not finish ${what}.`,
    'begins and stops',
    [told(by, `Of the answer only ${came} came before the wait was over`)],
    {
      fixes: [
        advice(
          'Look at what the server waits for',
          'It has stopped in the middle of its answer: a program behind it that stalls, or large packets that vanish on the way (a smaller MTU somewhere).',
        ),
      ],
      outcome: talk.url ? 'no-answer' : 'ok',
    },
  );
}

/** The whole answer is there, and its end comes only to a client that asks for one page and goes. */
function neverEnds(talk: Talk): Finding | undefined {
  const by = talk.said('kept-alive');
  const whole = by?.http && by.http.body.length >= (talk.first.http?.body.length ?? 0);
  if (!whole || by.cut !== 'silent') return undefined;
  return finding(
    strictly(talk, 'error', 'warning'),
    'The server sends its answer, does not say how long it is, and keeps the connection open: browsers, curl and other clients wait for the rest of it, which never comes.',
    'no end of the answer',
    [
      told(
        by,
        `HTTP/1.1 with neither Content-Length nor Transfer-Encoding: chunked, and open still ${CLOSING / 1000} s later`,
      ),
      told(talk.first, 'The same answer ends where the client asks for Connection: close'),
    ],
    {
      headline: 'its answers never end',
      fixes: [
        advice(
          'Have the answer say how long it is',
          'Send a Content-Length with the number of its bytes, or Connection: close and then close it. With http.server of Python: self.send_header("Content-Length", str(len(body))) before end_headers(), or leave out protocol_version = "HTTP/1.1".',
        ),
      ],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
}

/** Something has come, and its end has not. */
const endless = (talk: Talk | undefined): Finding | undefined => talk && (stopped(talk) ?? neverEnds(talk));

/** On this machine that is a packet filter's doing (firewall/drop), or a full accept queue. */
const unheard = (first: Conversation): Finding => ({
  severity: 'error',
  summary: `The connection is made, but what is sent on it never arrives: the request was sent again and again for ${(first.ms / 1000).toFixed(1)} s, and the other side's kernel has not taken it.`,
  headline: 'the request never arrives',
  says: 'the request never arrives',
  evidence: [
    {
      fact: 'probes',
      says: 'The request was sent at least four times and never acknowledged',
      source: 'TCP_INFO of the connection',
    },
  ],
  fixes: [
    advice(
      'Look for what drops packets by their content or length',
      `A firewall at ${first.address} or on the way there lets connections be made and looks at what is said, or large packets vanish (a smaller MTU somewhere).`,
    ),
  ],
  outcome: 'no-answer',
});

const waitsFor = advice(
  'Look at what the server waits for',
  'A database or another service that does not answer, a lock, or a single worker that a kept-open connection occupies. Its log and its threads tell.',
);

const waitsForIt = advice(
  'Look at what this page waits for',
  'The server itself is well. What is done for this path waits: for a database or another service that does not answer, for a lock, or for a long computation that belongs in a job of its own. Its log, or a timeout around each call that it makes, tells which. If it is to wait for news (long polling), netcheck why --timeout 60 waits longer.',
);

/** The server is well, and what stands behind one page of it is not. */
const onePath = ({ first }: Talk, root: Conversation): Finding =>
  finding(
    'error',
    `The server takes the request for ${first.path} and says nothing for ${(first.ms / 1000).toFixed(1)} s, while it answers others: GET / in ${Math.round(root.ms)} ms with ${statusOf(root.http!)}.`,
    `silent for ${(first.ms / 1000).toFixed(1)} s at ${first.path}`,
    [
      told(first, `Sent the request, no byte in ${(first.ms / 1000).toFixed(1)} s`),
      told(root, `${statusOf(root.http!)} in ${Math.round(root.ms)} ms`),
    ],
    { fixes: [waitsForIt], outcome: 'no-answer' },
  );

/** Of a web server, a URL asks for an answer; behind a unix socket there is none to ask for. */
const askForUrl = ({ target, address, port }: Question) => {
  if (target.socketPath !== null)
    return advice(
      'If it is a web server, ask for a page with more patience',
      `  curl -m 60 --unix-socket ${quoted(target.socketPath)} http://localhost/`,
    );
  return advice(
    'If it is a web server, ask for its URL',
    `netcheck why ${quoted(`http://${target.host === null ? at(address, port) : at(target.host, port)}/`)}`,
  );
};

/** The request is taken and nothing comes. Of a program that may speak anything, silence on a GET is only a doubt. */
export const rule = defineRule({
  code: 'http/no-response',
  needs: ['probes'],
  mayUse: ['sockets', 'owners', 'processes'],
  explainedBy: [
    'app/too-many-clients',
    'namespace/not-published',
    'remote/loss',
    'http/bad-gateway',
    'http/no-upgrade',
    'process/hung',
    'process/stopped',
    'process/busy',
    'process/fd-limit',
    'process/waits-for-dependency',
    'tcp/accept-queue-full',
    'route/mtu-blackhole',
    'firewall/reply-dropped',
    'firewall/egress-blocked',
    'namespace/container-loopback',
    'tls/http-to-https-port',
    'http/not-http',
  ],
  check({ probes, sockets, owners, processes }, question) {
    const talk = talkOf(probes, question);
    const stuck = endless(talk);
    if (stuck) return stuck;
    if (!talk || !unansweredOf(probes, question) || talk.first.asked === 'udp' || talk.first.ms < PATIENCE)
      return undefined;
    const { first } = talk;
    const other = rootAnswers(talk);
    if (other) return onePath(talk, other);
    if (talk.said('plain-proof')?.protocol != null) return undefined;
    const untried = untriedInPlain(talk);
    if (untried) return unchecked(untried);
    if (first.unheard) return question.local ? undefined : unheard(first);
    const owner = ownersOf(question, sockets, owners, processes)[0];
    const sure = talk.url || first.asked === 'service' || speaksHttp(talk);
    // Of a program that is here, process/hung knows more; and of an address that nobody answers on, others do.
    if (owner && !talk.url && first.asked !== 'service') return undefined;
    if (!sure && probeOf(probes, question)?.outcome !== 'connected') return undefined;
    const seconds = (first.ms / 1000).toFixed(1);
    const who = owner ? `${owner.name} (pid ${owner.pid})` : 'The server';
    return finding(
      sure ? 'error' : 'warning',
      `${who} accepts the connection, takes the request and says nothing for ${seconds} s.${sure ? '' : ' It may wait for another protocol than HTTP.'}`,
      `silent for ${seconds} s`,
      [told(first, `Connected in ${talk.probe.ms.toFixed(1)} ms, sent the request, no byte in ${seconds} s`)],
      {
        fixes: [sure ? waitsFor : askForUrl(question)],
        outcome: sure ? 'no-answer' : 'unknown',
      },
    );
  },
});
