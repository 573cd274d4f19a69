import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { listIn, valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { tookProxyLine } from '../../facts/probes/host-signs.js';
import type { Conversation, HttpAnswer } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { failedBehind, noHandshake, noServerSaid } from '../../facts/upstreams/failure.js';
import type { Passing } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import { APACHE } from '../../programs/proxies/upstream.js';
import { isProxy } from '../../programs/proxies/upstreams.js';
import { proxyFull } from '../app/proxy-full.js';
import { defineRule, type Finding, type Seen, type Unchecked } from '../rule.js';
import { situationFacts } from '../situation.js';
import { statusOf, type Talk, talkOf } from '../talk.js';
import { blamed, failed, inRow } from './behind-proxy.js';
import { behindPassword, behindRules } from './behind-rules.js';
import { leadsTo, mayBeForeign, mayWantTls } from './byte-for-byte.js';
import { masterAmong, ownersOf, unseenServer } from './owner.js';
import { headerAnswered } from './proxy-header.js';
import { unlucky } from './unlucky.js';
import { faultOf } from './upstream-faults.js';
import { saysOfSpace } from './upstream-space.js';
import type { UpstreamFault } from './upstream-types.js';
import { byStatus, chosenByApplication, handedOn, saysGateway, withoutUpstream } from './without-upstream.js';

/** Words that only the proxy itself gives, whatever its upstreams do. */
const ownWords = /No server is available to handle this request|Backend fetch failed/;

/** An application that fails by itself has more to say, characters; http-proxy-middleware names the URL. */
const FEW_WORDS = 100;
const saysLittle = ({ body }: HttpAnswer): boolean =>
  body.length < FEW_WORDS || body.startsWith('Error occurred while trying to proxy: ');

const gateway = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** nginx gives 502 or 504 for an upstream that fails it; 503 is its own or the application's, but for an error_page. */
function isOwnRefusal(
  { end }: Talk,
  { proxy, logged, again }: Pick<Passing, 'proxy' | 'logged' | 'again'>,
  files: readonly ConfigurationFile[],
): boolean {
  if (end.http?.status !== 503 || !/nginx|openresty/i.test(proxy ?? '')) return false;
  // Those of another proxy behind it.
  if (ownWords.test(end.http.body)) return false;
  const mapped = files.some(({ text }) => /\berror_page\s[^;]*\b50[24]\b[^;]*=\s*503/.test(text));
  // Where others are answered, an upstream that fails is passed over, and noted all the same.
  return !mapped && (again !== undefined || !logged?.line.includes(` ${end.path ?? '/'} HTTP/`));
}

/** Upstreams that all work: a 503 is then what the application itself says, and so is what a program without any says in its own words. */
const itsOwn = (answer: HttpAnswer, proxy: string, upstreams: Passing['upstreams']): boolean =>
  answer.status === 503
    ? !ownWords.test(answer.body) && (upstreams.length > 0 || !isProxy(proxy))
    : handedOn(answer, upstreams) !== undefined ||
      (upstreams.length === 0 && !isProxy(proxy) && !saysGateway(answer));

/** What a proxy passes back from an application that it does not speak to as it should, or has for words of its own without one. */
const strange = (first: Conversation): string | null => {
  const without = noServerSaid(first);
  if (without !== undefined) return without;
  if (first.asked === 'http' && first.protocol === 'http2') return 'frames of HTTP/2, passed back,';
  return tookProxyLine(first) ? 'a page about the header of the PROXY protocol, passed back,' : null;
};

/** How the proxy fails: the status that it gives (500 too, of development servers, lighttpd, and Apache over TLS), or silence while it waits itself. */
function failureOf(talk: Talk, { proxy, upstreams }: Pick<Passing, 'proxy' | 'upstreams'>): string | null {
  const { first, end, said } = talk;
  const { http } = end;
  // It hangs up for want of that, whatever is behind it.
  if (headerAnswered(talk)) return null;
  // Asked in TLS where it has none, it answers in plain text all the same.
  const plain = said('plain-proof')?.http;
  if (plain && !gateway(plain.status)) return null;
  const raw = upstreams.some(({ upstream }) => upstream.raw);
  // A proxy shakes hands by itself, but for one that passes on bytes as they come.
  if (!plain && first.tls?.version === null && !raw) return null;
  const by = proxy !== null && isProxy(proxy);
  const own = proxy !== null && http?.status === 500 && (by ? failedBehind(proxy, http) : saysLittle(http));
  if (http) return gateway(http.status) || own || (by && http.status === 400) ? statusOf(http) : null;
  if (by && strange(first)) return strange(first);
  if (first.outcome === 'silent') return `no answer in ${(first.ms / 1000).toFixed(1)} s`;
  // With one application that works, a proxy that reads requests has at least words for the others.
  const mayFail = raw || upstreams.every(each => faultOf(each, null));
  const hangsUp = first.outcome === 'closed' || first.outcome === 'reset';
  return by && hangsUp && mayFail ? 'no byte of an answer' : null;
}

/**
 * A bad request may be the client's own: the proxy is to blame for it where it speaks what the application does not. Where
 * lighttpd makes no connection it says 503, and 500 where one ends, as Apache does for a handshake; a script of its own may fail with 500 too.
 */
const counts = ({ kind }: UpstreamFault, { end }: Talk, proxy: string): boolean =>
  kind === 'protocol' ||
  (end.http?.status !== 400 && (kind === 'hangs-up' || end.http?.status !== 500 || !isProxy(proxy)));

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

type ProxyFacts = Seen<
  'probes' | 'upstreams',
  (typeof situationFacts)[number] | 'resampled' | 'outgoing' | 'namespaces' | 'listeners' | 'interfaces'
>;

/** Apache's own workers may all be taken where nobody answers a page of its own; nginx waits for others alone. */
const mayBeWaitedFor =
  ({ end }: Talk, proxy: string) =>
  ({ upstream }: Passing['upstreams'][number]): boolean =>
    !upstream.otherPath || end.http !== null || !APACHE.test(proxy);

/** What the way in which the proxy failed says of the applications behind it. */
function judged(talk: Talk, facts: ProxyFacts, question: Question): Finding | Unchecked | undefined {
  const { upstreams: passing, configuration, sockets, owners, processes } = facts;
  const { proxy, logged, fronts = [] } = passing;
  const failure = failureOf(talk, passing);
  if (proxy === null) return byStatus(talk) ?? unseenBehind(talk, facts, question);
  if (!failure) return undefined;
  const upstreams = passing.upstreams.filter(mayBeWaitedFor(talk, proxy));
  if (isOwnRefusal(talk, passing, listIn(configuration))) return undefined;
  const holders: readonly Process[] = ownersOf(question, sockets, owners, processes);
  // The last proxy of a row is not the one that was asked.
  const master = fronts.length > 0 ? undefined : masterAmong(holders);
  const tried = listIn(facts.outgoing).filter(each => upstreams.some(state => leadsTo(state)(each)));
  // Beside a connection that was made, another one is a health check's.
  const knocking = tried.some(({ made }) => made) ? [] : tried;
  const spaces = {
    namespaces: listIn(facts.namespaces),
    containers: listIn(facts.containers),
    here: {
      listeners: listIn(facts.listeners),
      addresses: listIn(facts.interfaces).flatMap(nic => nic.addresses.map(({ address }) => address)),
    },
  };
  const faults = upstreams
    .flatMap(state => faultOf(state, logged) ?? [])
    .map(each =>
      each.kind === 'elsewhere' ? { ...each, says: saysOfSpace(each.state, spaces) ?? each.says } : each,
    )
    .filter(
      each => counts(each, talk, proxy) && !mayBeForeign(each, talk, knocking) && !mayWantTls(each, talk),
    );
  const fault = blamed(faults, logged, passing.again !== undefined);
  if (!fault) {
    const answer = talk.end.http;
    // Quick requests of which some are turned away while all that can answer do: a limit of the proxy's own (deny_status 503).
    if (passing.again && faults.length === 0 && answer?.status === 503) return undefined;
    if (
      answer === null ||
      !(gateway(answer.status) || noHandshake(proxy, answer)) ||
      itsOwn(answer, proxy, upstreams)
    )
      return unseenBehind(talk, facts, question);
    if (proxyFull(facts, question)) return undefined;
    const { uid, now } = valueIn(facts.machine) ?? {};
    const around = { logged, upstreams, spaces, files: listIn(configuration), uid, now };
    return withoutUpstream(talk, answer, proxy, around, master, inRow(proxy, fronts));
  }
  return failed({ talk, failure, proxy, fronts, logged, fault, master }, facts, question);
}

/** 502, 503 or 504 of a proxy, or its silence, because of the application behind it. */
export const rule = defineRule({
  code: 'http/bad-gateway',
  needs: ['probes', 'upstreams'],
  mayUse: [...situationFacts, 'resampled', 'outgoing', 'namespaces', 'listeners', 'interfaces'],
  check(facts, question) {
    const talk = talkOf(facts.probes, question);
    if (!talk) return undefined;
    const unseen = behindRules(facts, question) ?? behindPassword(facts, question);
    if (unseen) return unseen;
    const some = unlucky(talk, facts.upstreams);
    const found = judged(some?.talk ?? talk, facts, question);
    if (!some || !found || 'unchecked' in found) return found;
    return some.told(found, 'one of the applications behind the proxy does not work');
  },
});
