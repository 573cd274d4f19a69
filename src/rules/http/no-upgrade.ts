import { valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Conversation, HttpAnswer, Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { logSays } from '../log-line.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { rootAnswers, unansweredOf } from '../silence.js';
import { advice, finding, statusOf, type Talk, talkOf, told } from '../talk.js';
import { ownLogs } from './log-words.js';
import { masterAmong, ownersOf } from './owner.js';
import { quoted } from './status.js';
import { deadPage, lineOf, mend, withheldBy } from './withheld.js';

/** Answers that have rules of their own, and say more of what is wrong. */
const others = new Set([401, 403, 404, 407, 410, 421, 429]);

/** An ordinary answer where the switch to WebSocket was asked for. */
const isOrdinary = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500 && !others.has(status));

/** What an application says at a path where it only knows WebSocket, or to a request that is none to it. */
const isUnaware = (status: number): boolean => isOrdinary(status) || status === 404;

const byHand = advice(
  'Let the proxy hand the switch on, or ask where the WebSocket is',
  'The path has to be the one of the WebSocket server, and every proxy in front has to pass the headers Upgrade and Connection on. nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; Apache: ProxyPass with upgrade=websocket; Caddy, HAProxy and Traefik do so by themselves.',
);

/** Uvicorn's own words where nothing is installed that speaks WebSocket for it, or --ws none was said. */
const noLibrary = /Unsupported upgrade request|No supported WebSocket library detected/;

const install = advice(
  'Install a library for it, then start it again',
  "In the environment that runs it: pip install 'uvicorn[standard]' (or websockets). If it is there, Uvicorn was started with --ws none.",
);

/** Uvicorn says so in its answer, or in its log. */
function lacksLibrary(body: string, logs: readonly LogExcerpt[]): Evidence | 'answer' | undefined {
  if (noLibrary.test(body)) return 'answer';
  for (const { path, lines } of logs) {
    // The other words are said of any upgrade, to HTTP/2 too.
    const line = lines.slice(-20).findLast(each => /No supported WebSocket library/.test(each));
    if (line) return logSays(line, path);
  }
  return undefined;
}

/** Node's servers leave a wish to switch without an answer which none of their handlers takes. */
function leftAlone(
  talk: Talk | undefined,
  probes: readonly Probe[],
  question: Question,
): Finding | undefined {
  const root = talk?.first.upgrade && rootAnswers(talk);
  if (!root || !unansweredOf(probes, question)) return undefined;
  const { first } = talk;
  return finding(
    'error',
    `The server leaves the wish to switch to WebSocket at ${first.path} without an answer, while it answers others: GET / with ${statusOf(root.http!)}.`,
    'no answer to the switch to WebSocket',
    [
      told(first, `Asked to switch to WebSocket, no byte in ${(first.ms / 1000).toFixed(1)} s`),
      told(root, `${statusOf(root.http!)} in ${Math.round(root.ms)} ms`),
    ],
    {
      fixes: [
        advice(
          'Ask where the WebSocket is',
          'The path has to be one that the WebSocket server takes (Socket.IO: /socket.io/), and some take only clients that name their subprotocol. What is not theirs, servers of Node may leave unanswered.',
        ),
      ],
      outcome: 'no-answer',
    },
  );
}

/** An ordinary answer, of which no more is known than that. */
function ordinary(
  { path }: Conversation,
  answer: HttpAnswer,
  evidence: readonly Evidence[],
): Finding | undefined {
  if (!isOrdinary(answer.status)) return undefined;
  const between =
    answer.status === 426
      ? ': it was not told that this was asked for, so a proxy in between keeps it back'
      : '';
  return finding(
    'error',
    `The server answers ${statusOf(answer)} at ${path ?? '/'} and does not switch to WebSocket${between}.`,
    `${answer.status}, no WebSocket`,
    evidence,
    { fixes: [byHand] },
  );
}

/** The switch to WebSocket was asked for (ws, wss), and an ordinary answer came; or a page came that cannot do without it. */
export const rule = defineRule({
  code: 'http/no-upgrade',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes', 'logs'],
  explainedBy: [
    'http/host-not-allowed',
    'http/wrong-virtual-host',
    'tls/http-to-https-port',
    'port/shared',
    'port/shadowed',
    'port/taken',
  ],
  check({ probes, configuration, sockets, owners, processes, logs }, question) {
    const talk = talkOf(probes, question);
    const left = leftAlone(talk, probes, question);
    if (left) return left;
    const answer = talk?.end.http;
    if (!talk || !answer || !isUnaware(answer.status)) return undefined;
    const holders = ownersOf(question, sockets, owners, processes);
    const program = holders[0]?.name ?? (question.local ? (answer.headers.server ?? '') : '');
    const files = valueIn(configuration) ?? [];
    if (!talk.end.upgrade) return deadPage(talk, program, files, masterAmong(holders));
    if (!talk.url) return undefined;
    const withheld = withheldBy(talk, program, files);
    const status = statusOf(answer);
    const evidence = [
      told(talk.end, `Asked to switch to WebSocket; ${status} instead of 101. ${quoted(answer)}`),
    ];
    const lacks = withheld ? undefined : lacksLibrary(answer.body, ownLogs(valueIn(logs) ?? [], holders));
    if (lacks)
      return finding(
        'error',
        `Uvicorn has nothing that speaks WebSocket for it, so it answers ${status} at ${talk.end.path ?? '/'}.`,
        `${answer.status}, no WebSocket`,
        [...evidence, ...(lacks === 'answer' ? [] : [lacks])],
        { fixes: [install] },
      );
    if (!withheld) return ordinary(talk.end, answer, evidence);
    return finding(
      'error',
      `nginx passes ${talk.end.path ?? '/'} on without the wish to switch to WebSocket, and so the application answers ${status}.`,
      'no Upgrade passed on',
      [...evidence, lineOf(withheld)],
      { fixes: mend(withheld, files, masterAmong(holders)) },
    );
  },
});
