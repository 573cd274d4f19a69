import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { listIn, valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Conversation, HttpAnswer } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import { isProxy } from '../../programs/proxies/upstreams.js';
import { proxyFull } from '../app/proxy-full.js';
import { defineRule, type Evidence, type Finding, type Seen, type Unchecked } from '../rule.js';
import { situationFacts, situationOf } from '../situation.js';
import { advice, finding, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';
import { masterAmong, ownersOf, unseenServer } from './owner.js';
import { faultOf } from './upstream-faults.js';
import { upstreamFixes } from './upstream-fixes.js';
import { idleBehind } from './upstream-idle.js';
import type { UpstreamFault } from './upstream-types.js';
import { lastWordsOf } from './upstream-words.js';
import {
  byStatus,
  chosenByApplication,
  handedOn,
  noted,
  passesOn,
  withoutUpstream,
} from './without-upstream.js';

/** Words that only the proxy itself gives, whatever its upstreams do. */
const ownWords = /No server is available to handle this request|Backend fetch failed/;

/** The upstream that is to blame: the one that the error log names, or else the first that does not work. */
function blamed(faults: readonly UpstreamFault[], logged: Passing['logged']): UpstreamFault | undefined {
  return faults.find(({ state }) => logged?.line.includes(upstreamName(state.upstream))) ?? faults[0];
}

/** How the fault was seen. */
function evidenceOf({ state, says }: UpstreamFault): readonly Evidence[] {
  if (state.exhausted) {
    const { line, path } = state.exhausted;
    return [
      passesOn(state.upstream),
      { fact: 'upstreams', says: `PHP-FPM's log says: ${line}`, source: path },
    ];
  }
  if (state.denied)
    return [
      passesOn(state.upstream),
      { fact: 'upstreams', says: state.denied.line, source: 'the audit log' },
    ];
  if (state.stopped)
    return [
      passesOn(state.upstream),
      ...state.stopped.pids.slice(0, 4).map(pid => ({
        fact: 'upstreams' as const,
        says: `pid ${pid} is in state T (stopped)`,
        source: `/proc/${pid}/stat`,
      })),
    ];
  const { upstream, socket, probes } = state;
  const tried: readonly Conversation[] = probes.flatMap(({ conversations }) => conversations.slice(0, 1));
  return [
    passesOn(upstream),
    {
      fact: 'upstreams',
      says: says.charAt(0).toUpperCase() + says.slice(1),
      source: tried[0]
        ? 'connections from here'
        : socket
          ? `stat ${socket.path}`
          : `connect() to ${upstreamName(upstream)}`,
    },
  ];
}

/** An application that fails by itself has more to say, characters. */
const FEW_WORDS = 100;

const gateway = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** nginx gives 502 or 504 for an upstream that fails it; 503 is its own or the application's, but for an error_page. */
function isOwnRefusal(
  { end }: Talk,
  { proxy, logged }: Pick<Passing, 'proxy' | 'logged'>,
  files: readonly ConfigurationFile[],
): boolean {
  if (end.http?.status !== 503 || !/nginx|openresty/i.test(proxy ?? '')) return false;
  const mapped = files.some(({ text }) => /\berror_page\s[^;]*\b50[24]\b[^;]*=\s*503/.test(text));
  return !mapped && !logged?.line.includes(` ${end.path ?? '/'} HTTP/`);
}

/** Upstreams that all work: a 503 is then what the application itself says. */
const itsOwn = (answer: HttpAnswer, proxy: string, upstreams: Passing['upstreams']): boolean =>
  answer.status === 503
    ? !ownWords.test(answer.body) && (upstreams.length > 0 || !isProxy(proxy))
    : handedOn(answer, upstreams) !== undefined;

/** How the proxy fails: the status that it gives (500 too, of development servers), or silence while it waits itself. */
function failureOf({ first, end, said }: Talk, proxy: string | null): string | null {
  const { http } = end;
  // Asked in TLS where it has none, it answers in plain text all the same.
  const plain = said('plain-proof')?.http;
  if (plain && !gateway(plain.status)) return null;
  const by = proxy !== null && isProxy(proxy);
  const own = proxy !== null && !by && http?.status === 500 && http.body.length < FEW_WORDS;
  if (http) return gateway(http.status) || own || (by && http.status === 400) ? statusOf(http) : null;
  if (by && first.asked === 'http' && first.protocol === 'http2') return 'frames of HTTP/2, passed back,';
  if (first.outcome === 'silent') return `no answer in ${(first.ms / 1000).toFixed(1)} s`;
  return by && (first.outcome === 'closed' || first.outcome === 'reset') ? 'no byte of an answer' : null;
}

/** A bad request may be the client's own: the proxy is to blame for it where it speaks what the application does not. */
const counts = ({ kind }: UpstreamFault, { end }: Talk): boolean =>
  end.http?.status !== 400 || kind === 'protocol';

/** An answer, or none, that may be a proxy's for want of one: whether a proxy gives it is not known of a hidden program. */
function unseenBehind(
  { first, end }: Talk,
  facts: Pick<Facts, 'sockets' | 'owners' | 'machine'>,
  question: Question,
): Unchecked | undefined {
  const fails = end.http
    ? end.http.status >= 500 && !chosenByApplication(end.http)
    : ['silent', 'closed', 'reset'].includes(first.outcome);
  return fails ? unseenServer(question, facts) : undefined;
}

interface Failure {
  readonly talk: Talk;
  readonly failure: string;
  readonly proxy: string;
  readonly logged: Passing['logged'];
  readonly fault: UpstreamFault;
  readonly master: Process | undefined;
}

/** The upstream that is to blame was found: what became of its application is said, and what starts it again. */
function failed(
  { talk, failure, proxy, logged, fault, master }: Failure,
  facts: Seen<never, (typeof situationFacts)[number]>,
  question: Question,
): Finding {
  const name = upstreamName(fault.state.upstream);
  const around = {
    logs: listIn(facts.logs),
    pm2: listIn(facts.pm2),
    machine: valueIn(facts.machine),
    logged,
  };
  const last = lastWordsOf(fault, around);
  const idle = last ? undefined : idleBehind(fault, { ...around, containers: listIn(facts.containers) });
  const since = last ? `; ${last.says}` : idle ? `; ${idle.who} is ${idle.state}` : '';
  const whom = fault.says.includes(name) ? '' : ` (${name})`;
  return finding(
    strictly(talk, 'error', talk.end.http ? 'warning' : 'error'),
    `${proxy} works, but gets no answer from the application behind it${whom}: ${fault.says}${since}.`,
    `${name} behind ${proxy}`,
    [
      told(talk.end, `${failure} from ${proxy}`),
      ...evidenceOf(fault),
      ...(last ? [last.evidence] : []),
      ...(idle ? [{ fact: idle.fact, says: `${idle.who} is ${idle.state}`, source: idle.source }] : []),
      ...noted(logged),
    ],
    {
      fixes: [
        ...(last ? [advice('Mend what its log says, then start the application', last.log)] : []),
        ...(idle ? [idle.fix] : []),
        ...upstreamFixes(fault, {
          files: listIn(facts.configuration),
          master,
          situation: situationOf(facts, question),
        }),
      ],
      outcome: talk.end.http ? (talk.url ? 'http-error' : 'ok') : 'no-answer',
    },
  );
}

/** 502, 503 or 504 of a proxy, or its silence, because of the application behind it. */
export const rule = defineRule({
  code: 'http/bad-gateway',
  needs: ['probes', 'upstreams'],
  mayUse: [...situationFacts, 'resampled', 'outgoing'],
  check(facts, question) {
    const { probes, upstreams: passing, configuration, sockets, owners, processes } = facts;
    const { proxy, logged, upstreams } = passing;
    const talk = talkOf(probes, question);
    const failure = talk && failureOf(talk, proxy);
    if (!talk) return undefined;
    if (proxy === null) return byStatus(talk) ?? unseenBehind(talk, facts, question);
    if (!failure) return undefined;
    if (isOwnRefusal(talk, passing, listIn(configuration))) return undefined;
    const holders: readonly Process[] = ownersOf(question, sockets, owners, processes);
    const master = masterAmong(holders);
    const fault = blamed(
      upstreams.flatMap(state => faultOf(state) ?? []).filter(each => counts(each, talk)),
      logged,
    );
    if (!fault) {
      const answer = talk.end.http;
      if (answer === null || !gateway(answer.status) || itsOwn(answer, proxy, upstreams))
        return unseenBehind(talk, facts, question);
      if (proxyFull(facts, question)) return undefined;
      return withoutUpstream(talk, answer, proxy, { logged, upstreams }, master);
    }
    return failed({ talk, failure, proxy, logged, fault, master }, facts, question);
  },
});
