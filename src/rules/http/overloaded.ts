import { listIn, valueIn } from '../../facts/fact.js';
import type { Passing } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { logSays } from '../log-line.js';
import { defineRule, type Evidence, type Finding, type Seen as RuleSeen } from '../rule.js';
import { advice, clientsOf, finding, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';
import { answersFirst, byAddress, placeIn, type Seen, turnsAway } from './by-address.js';
import { ownReturn, saidItself } from './gives-itself.js';
import { logWords, ownLogs } from './log-words.js';
import { ownersOf } from './owner.js';
import { quoted } from './status.js';
import { type Unlucky, unlucky } from './unlucky.js';
import { handedOn } from './without-upstream.js';

type ReasonSeen = RuleSeen<
  never,
  'logs' | 'machine' | 'sockets' | 'owners' | 'processes' | 'configuration' | 'upstreams'
>;

/** The line of the request that was made just now, milliseconds. */
const JUST_NOW = 15_000;

/** The web server's rules turn other machines away until later, and let this one in: maintenance. */
function forOthers(facts: Seen, question: Question): Finding | undefined {
  const found = byAddress(facts, question);
  if (!found || found.said.admitted || !turnsAway(found.said) || answersFirst(found)) return undefined;
  const { said } = found;
  const where = placeIn(said);
  return finding(
    strictly(found.talk, 'error', 'warning'),
    `The web server answers, and turns clients from ${clientsOf(question)} away with ${said.status}: ${said.text} (${where}).`,
    `${said.status} for ${question.vantage.source}`,
    [{ fact: 'configuration', says: `${said.text} decides for ${question.vantage.source}`, source: where }],
    {
      fixes: [
        advice(
          'End the maintenance, or let the network in',
          `At ${where}: take the rule out, or add the network to the addresses that it lets by; then reload the server.`,
          true,
        ),
      ],
      outcome: found.talk.url ? 'http-error' : 'ok',
    },
  );
}

/** Of several upstreams one gives 503 by itself, to whoever asks it without its proxy too: a limit of the proxy's own is none of this. */
function oneTurnsAway(talk: Talk, passing: Passing): Unlucky | undefined {
  const some = unlucky(talk, passing);
  const answer = some?.talk.end.http;
  return answer?.status === 503 && handedOn(answer, passing.upstreams) ? some : undefined;
}

/** The page that nginx makes itself. */
const OF_NGINX = /<center>(?:nginx|openresty)/;

interface Reason {
  /** The second half of a sentence. */
  readonly says: string;
  readonly fixes: readonly Fix[];
  readonly evidence: readonly Evidence[];
}

/** Why it turns this very page away: by the log of whoever answers, written as it was asked, or by its configuration. */
function reasonOf(facts: ReasonSeen, question: Question, { end }: Talk): Reason | undefined {
  const { logs, machine, sockets, owners, processes, configuration, upstreams } = facts;
  const now = valueIn(machine)?.now ?? 0;
  const own = ownLogs(valueIn(logs) ?? [], ownersOf(question, sockets, owners, processes));
  const fresh = own.filter(({ modifiedAt }) => now - modifiedAt < JUST_NOW);
  const words = logWords(fresh, end.http?.status ?? 0, now, end.path);
  if (words) return { says: words.says, fixes: [words.fix], evidence: [logSays(words.line, words.path)] };
  // An application behind it may say so, beside a line of nginx's own that was not met.
  const mayBeOthers = (valueIn(upstreams)?.upstreams ?? []).length > 0;
  if (mayBeOthers && !OF_NGINX.test(end.http?.body ?? '')) return undefined;
  const line = ownReturn(listIn(configuration), end);
  return line && saidItself(line);
}

const wayOut = (status: number, after: string | undefined): Fix =>
  after
    ? advice(
        'Wait as long as it asks, then try again',
        `Its Retry-After is ${after}${/^\d+$/.test(after) ? ' seconds' : ''}.`,
      )
    : status === 429
      ? advice(
          'Wait a while, then ask less often',
          'The server, or a proxy in front of it, counts the requests of each client or of all for a while: its configuration says how many it takes.',
        )
      : advice(
          "Look into the server's log",
          'It says whether it is full, or told to be down. The page of a health check names what it lacks in its answer.',
        );

/** 429, or 503 that the application itself gives; with Retry-After where it says when to come back. */
export const rule = defineRule({
  code: 'http/overloaded',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes', 'upstreams', 'logs', 'machine'],
  explainedBy: ['app/too-many-clients', 'http/bad-gateway'],
  check(facts, question) {
    const { probes } = facts;
    const others = forOthers(facts, question);
    if (others) return others;
    const passing = valueIn(facts.upstreams);
    const asked = talkOf(probes, question);
    const some = asked && passing && oneTurnsAway(asked, passing);
    const talk = some?.talk ?? asked;
    const answer = talk?.end.http;
    if (!answer || (answer.status !== 429 && answer.status !== 503)) return undefined;
    const after = answer.headers['retry-after'];
    const when = after
      ? /^\d+$/.test(after)
        ? ` It asks to come back in ${after} s.`
        : ` It asks to come back after ${after}.`
      : '';
    const { status } = answer;
    const reason = some ? undefined : reasonOf(facts, question, talk);
    const usual = status === 429 ? 'too many requests' : 'overloaded, or down for maintenance';
    const why = reason ? `, for ${reason.says}` : ` (${usual})`;
    const found = finding(
      strictly(talk, 'error', 'warning'),
      `The server turns requests away${why}: ${statusOf(answer)}.${when}`,
      `${answer.status}`,
      [
        told(talk.end, `${statusOf(answer)}${after ? `, Retry-After: ${after}` : ''}. ${quoted(answer)}`),
        ...(reason?.evidence ?? []),
      ],
      {
        fixes: [...(reason?.fixes ?? []), ...(reason && !after ? [] : [wayOut(status, after)])],
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
    return some ? some.told(found, 'one of the applications behind the proxy turns requests away') : found;
  },
});
