import { valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { HttpAnswer } from '../../facts/probes/types.js';
import type { Passing, UpstreamState } from '../../facts/upstreams/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import { quoted as shellWord } from '../../programs/shell.js';
import { fromTheEdge } from '../cloud/edge.js';
import { logSays } from '../log-line.js';
import { tracedIn } from '../process/death-words.js';
import { remedyFor } from '../process/remedies.js';
import { wordAt } from '../process/word-at.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { withService } from '../serving.js';
import { advice, finding, statusOf, strictly, talkOf, told } from '../talk.js';
import { lackedAt } from './lacked.js';
import { logWords, ownLogs } from './log-words.js';
import { ownersOf } from './owner.js';
import { cannotSpool } from './spool.js';
import { type Answered, quoted } from './status.js';
import { failingAlone, givesToo, unlucky } from './unlucky.js';
import { handedOn } from './without-upstream.js';

/** A line that names what went wrong, and one that only counts a request or goes on with another line. */
const wrong =
  /\b\w*(?:Error|Exception)\b:? |\b(?:fatal|panic(?:ked)?|denied|refused|failed|no such|no \w+ application)\b|No space left/i;
// Koa indents all that it says of an error.
const request =
  /^(?! {1,4}(?:\w+\.)*\w*(?:Error|Exception): )\s|"(?:GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS) |\bHTTP\/[12]/;

const lineOf = (line = ''): string => line.trim().slice(0, 200);

/** The last line of a log that names what went wrong, and whom it had no connection to; undefined where its end holds none. */
function errorIn(lines: readonly string[]): { line: string; lacked: string | undefined } | undefined {
  const last = lines.slice(-100);
  const at = Math.max(
    last.findLastIndex(line => wrong.test(line) && !request.test(line)),
    tracedIn(last),
  );
  return at < 0 ? undefined : { line: lineOf(wordAt(last, at)), lacked: lackedAt(last, at) };
}

/** Databases and other services that do not run are the usual reason, and no fault of the application's. */
const lookBeyond = (place: string): Fix =>
  advice('Look why that cannot be reached', `  netcheck why ${shellWord(place)}`);

/** What its logs add. */
interface Said {
  /** After another sentence; empty where there is nothing to say. */
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
}

/** A proxy's own log that tells of no error is nothing of the application behind it (`proxys`). */
function byLog(
  logs: readonly LogExcerpt[],
  status: number,
  { now, proxys }: { readonly now: number; readonly proxys: boolean },
): Said {
  const words = logWords(logs, status, now);
  const log = logs.find(({ lines }) => lines.length > 0);
  if (!log) {
    const text = 'The connection is fine; the program that answers has failed while doing so.';
    return { sentence: '', evidence: [], fixes: [advice("Look into the application's log", text)] };
  }
  const error = words ? undefined : errorIn(log.lines);
  if (proxys && !words && !error) return { sentence: '', evidence: [], fixes: [] };
  const look = advice(
    "Look into the application's log",
    [
      `  tail -n 50 ${shellWord(words?.path ?? log.path)}`,
      // What leads to a server that it lacks is a fix by itself.
      error && !error.lacked && remedyFor(error.line),
    ]
      .filter(Boolean)
      .join('\n'),
  );
  if (words)
    return {
      sentence: ` By its log, ${words.says}.`,
      evidence: [logSays(words.line, words.path)],
      fixes: [words.fix, look],
    };
  const says = error ? `Its last error: ${error.line}` : `Its last line: ${lineOf(log.lines.at(-1))}`;
  const lacked = error?.lacked;
  return {
    sentence: ` Its log is ${log.path}${error ? `; the last error there: ${error.line.replace(/\.$/, '')}` : ''}.${lacked ? ` It had no connection to ${withService(lacked)}.` : ''}`,
    evidence: [{ fact: 'logs', says, source: log.path }],
    fixes: lacked ? [lookBeyond(lacked), look] : [look],
  };
}

/** What a status of gateways means where an application gives it by itself. */
const inItsTurn = ({ status }: HttpAnswer): string =>
  status === 502 || status === 504 ? ' By that it says that something it asks in its turn fails it.' : '';

/** 501 is said of the method (RFC 9110, 15.6.2), and is no failure where only a connection was asked for: RPC servers know POST alone. */
function withoutMethod({ talk, answer }: Answered): Finding | undefined {
  if (!talk.url) return undefined;
  return finding(
    'error',
    `The server does not know the method GET: ${statusOf(answer)}.`,
    '501',
    [told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`)],
    {
      fixes: [
        advice(
          'Ask it by the method that it knows, or let it answer GET',
          "Servers for remote procedure calls, such as XML-RPC's, take POST alone. A handler of Python's http.server answers GET by its method do_GET, in just these letters.",
        ),
      ],
      outcome: 'http-error',
    },
  );
}

/** The upstream that fails the request itself. */
const failingBehind = (answer: HttpAnswer, passing: Passing): UpstreamState | undefined =>
  handedOn(answer, passing.upstreams) ?? (passing.again && failingAlone(answer, passing));

/** Where an application that fails behind a proxy says more. */
const lookBehind = ({ upstream: { port, path } }: UpstreamState): readonly Fix[] =>
  port === null && path === null
    ? []
    : [
        advice(
          'Look into the log of that application',
          `This shows where its output goes:\n  netcheck bg ${port ?? shellWord(`unix:${path}`)}`,
        ),
      ];

function failing({ talk, answer }: Answered, behind: UpstreamState | undefined, said: Said): Finding {
  return finding(
    strictly(talk, 'error', 'warning'),
    `The application${behind ? ` itself, ${upstreamName(behind.upstream)} behind the proxy,` : ''} fails: ${statusOf(answer)}.${inItsTurn(answer)}${said.sentence}`,
    `${answer.status}`,
    [
      told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`),
      ...(behind ? [givesToo(behind)] : []),
      ...said.evidence,
    ],
    {
      // Of the application behind, a proxy's own log may tell; that it has none tells nothing.
      fixes:
        behind && said.evidence.length === 0
          ? lookBehind(behind)
          : [...(behind ? lookBehind(behind) : []), ...said.fixes],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
}

/** 5xx that no proxy gave for want of an application, and that is no turning away. */
export const rule = defineRule({
  code: 'http/server-error',
  needs: ['probes'],
  mayUse: ['logs', 'machine', 'sockets', 'owners', 'processes', 'upstreams'],
  explainedBy: [
    'http/bad-gateway',
    'http/host-not-allowed',
    'port/shared',
    'port/shadowed',
    'port/taken',
    'process/fd-limit',
  ],
  check({ probes, logs, machine, sockets, owners, processes, upstreams }, question) {
    const talk = talkOf(probes, question);
    const passing = valueIn(upstreams);
    const spooled = cannotSpool(talk, passing?.spool);
    if (spooled) return spooled;
    const some = talk && passing && unlucky(talk, passing);
    const heard = some?.talk ?? talk;
    const answer = heard?.end.http;
    if (!answer || answer.status < 500 || answer.status === 503 || fromTheEdge(answer)) return undefined;
    if (answer.status === 501) return withoutMethod({ talk: heard, answer });
    const behind = passing && failingBehind(answer, passing);
    const own = ownLogs(valueIn(logs) ?? [], ownersOf(question, sockets, owners, processes));
    const now = valueIn(machine)?.now ?? 0;
    const said = byLog(own, answer.status, { now, proxys: behind !== undefined });
    const found = failing({ talk: heard, answer }, behind, said);
    return some ? some.told(found, 'one of the applications behind the proxy fails') : found;
  },
});
