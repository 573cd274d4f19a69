import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { HttpAnswer } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Directive } from '../../programs/proxies/nginx-tree.js';
import { LIGHTTPD, placeOf, type Upstream, upstreamName } from '../../programs/proxies/upstream.js';
import { isProxy } from '../../programs/proxies/upstreams.js';
import type { Evidence, Finding } from '../rule.js';
import { at } from '../serving.js';
import { advice, finding, statusOf, strictly, type Talk, told } from '../talk.js';
import { ownReturn, saidItself } from './gives-itself.js';
import { inCircle } from './in-circle.js';
import { notReloaded } from './not-reloaded.js';
import { meaningOf } from './proxy-words.js';
import { distrusted, handshakeOf, verified } from './upstream-certificate.js';
import { type Spaces, saysOfSpace } from './upstream-space.js';

/** A proxy's own words for having nobody to ask. */
const nobodyToAsk =
  /No server is available to handle this request|Backend fetch failed|Bad Gateway|Gateway Time-?out|upstream/i;

/** Pages by which another gateway says it: proxies that are libraries, and the 50x.html that comes with nginx. */
const ofGateway = /\bproxy|Faithfully yours, nginx/i;

/** How a gateway, or any other program, of Node's says that it had no answer itself; no proxy by trade does. */
const ofNode = /ECONN(?:REFUSED|RESET)|ETIMEDOUT|socket hang up/;

/** It has the words of any gateway, or leaves to its status that it is one and got no answer. */
const maySayGateway = ({ body }: HttpAnswer): boolean =>
  body === '' || nobodyToAsk.test(body) || ofGateway.test(body);

/** The same of a program that may be a gateway of Node's. */
export const saysGateway = (answer: HttpAnswer): boolean => maySayGateway(answer) || ofNode.test(answer.body);

/**
 * The upstream that gives the very same failure to whoever asks it without its proxy: that one hands it on. Without words of
 * its own it may be a gateway too, as Go's ReverseProxy is; and a proxy behind the proxy hands on another's, or fails.
 */
export const handedOn = (
  answer: HttpAnswer,
  upstreams: Passing['upstreams'],
): Passing['upstreams'][number] | undefined =>
  maySayGateway(answer)
    ? undefined
    : upstreams.find(({ probes }) =>
        probes.some(
          ({ conversations: [first] }) =>
            first?.http?.status === answer.status &&
            first.http.body === answer.body &&
            !isProxy(first.http.headers.server ?? ''),
        ),
      );

/** What the proxy's log says. */
export const noted = (logged: Passing['logged']): readonly Evidence[] =>
  logged
    ? [{ fact: 'upstreams', says: `Its error log says: ${logged.line.slice(0, 240)}`, source: logged.path }]
    : [];

/** Where the proxy passes requests on to, and where that is written. */
export const passesOn = (upstream: Passing['upstreams'][number]['upstream']): Evidence => ({
  fact: 'upstreams',
  says: `It passes requests on: ${upstream.text}`,
  source: placeOf(upstream),
});

const insideOf = (evidence: Evidence): Evidence => ({
  ...evidence,
  source: `${evidence.source} in its container`,
});

/** What gives the same answer without its proxy may be the next one in a chain of them; of one that is not asked in HTTP there is no URL. */
function nextProxy({ status }: HttpAnswer, upstreams: Passing['upstreams']): readonly Fix[] {
  const same = upstreams
    .filter(({ upstream }) => upstream.path === null)
    .flatMap(({ probes }) => probes.flatMap(({ conversations }) => conversations.slice(0, 1)))
    .find(({ asked, http }) => asked !== 'service' && http?.status === status);
  if (!same) return [];
  const place = at(same.address, same.port);
  return [
    advice(
      'Ask what it passes requests on to',
      `${place} gives the same answer to whoever asks it, so the fault is there or behind it:\n  netcheck why ${same.asked}://${place}/`,
    ),
  ];
}

/** What is known of an upstream that was not asked, as its proxy is in a container: a sentence, or nothing. */
function behindIt(state: Passing['upstreams'][number], spaces: Spaces | undefined): string {
  if (state.inside?.nobody)
    return ` Its localhost is its own container, and nothing listens on port ${state.upstream.port} there.`;
  const says = state.inside && spaces && saysOfSpace(state, spaces);
  return says ? ` ${says.charAt(0).toUpperCase()}${says.slice(1)}.` : '';
}

/** What is known of a proxy beside its answer. */
interface Around extends Pick<Passing, 'logged' | 'upstreams'> {
  readonly spaces?: Spaces;
  readonly files?: readonly ConfigurationFile[];
  /** Of whoever asks: an ordinary user may see neither its configuration nor its log. */
  readonly uid?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now?: number | undefined;
}

/** Whom it asked last by its log, or the only one that it may ask. */
const askedLast = (logged: Passing['logged'], only: Upstream | undefined): string | undefined =>
  /upstream: "([^"]+)"/.exec(logged?.line ?? '')?.[1] ?? (only && upstreamName(only));

/** nginx passes nothing on where the path leads, and chose the status itself. */
function bySelf(talk: Talk, answer: HttpAnswer, subject: string, line: Directive): Finding {
  const { says, evidence, fixes } = saidItself(line);
  return finding(
    strictly(talk, 'error', 'warning'),
    `${subject} answers ${statusOf(answer)} by itself, for ${says}.`,
    `return ${answer.status}`,
    [told(talk.end, statusOf(answer)), ...evidence],
    { fixes, headline: 'the proxy is told to answer so', outcome: talk.url ? 'http-error' : 'ok' },
  );
}

/** The proxy says itself that it cannot get on, but where to is not to be seen from here. */
export function withoutUpstream(
  talk: Talk,
  answer: HttpAnswer,
  proxy: string,
  { logged, upstreams, spaces, files = [], uid = 0, now = 0 }: Around,
  master?: Process,
  subject = proxy,
): Finding | undefined {
  const [first, ...others] = upstreams;
  const line = first ? undefined : ownReturn(files, talk.end);
  if (line) return bySelf(talk, answer, subject, line);
  const only = others.length === 0 ? first?.upstream : undefined;
  const says = askedLast(logged, only);
  // lighttpd gives 503 where a backend fails it, and has no words for it.
  if (answer.status === 503 && !nobodyToAsk.test(answer.body) && !LIGHTTPD.test(proxy) && !logged)
    return undefined;
  const circle = inCircle(talk, { logged, upstreams });
  const meaning =
    circle ??
    verified(proxy, upstreams) ??
    handshakeOf(proxy, answer, upstreams, now) ??
    notReloaded({ logged, upstreams }, files, talk.end.path, master) ??
    meaningOf(`${logged?.line ?? ''} ${answer.body}`, master) ??
    distrusted(proxy, upstreams);
  return finding(
    strictly(talk, 'error', 'warning'),
    `${subject} is a proxy that cannot get an answer from the application behind it${says ? ` (${says})` : ''}: ${meaning ? `${meaning.says}; it answers ${statusOf(answer)}` : statusOf(answer)}.${first && others.length === 0 ? behindIt(first, spaces) : ''}`,
    'application behind the proxy',
    [
      told(talk.end, `${statusOf(answer)}${proxy && ` from ${proxy}`}`),
      ...(only ? [first?.inside ? insideOf(passesOn(only)) : passesOn(only)] : []),
      ...noted(logged),
    ],
    {
      fixes: [
        // To ask what is behind it would send a request round once more.
        ...(circle ? [] : nextProxy(answer, upstreams)),
        ...(meaning?.fixes ?? [
          advice(
            'Look at the application behind the proxy',
            `The proxy's configuration says where it passes requests on to (proxy_pass, ProxyPass, server, reverse_proxy), and its error log why that fails. In a container localhost is that container itself: an application outside is asked by the name of its service, or as host.docker.internal. nginx looks names up once, when it starts: where a container was made again since, reload the proxy.${uid > 0 && !first ? ' With sudo, netcheck looks into both.' : ''}`,
            true,
          ),
        ]),
      ],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
}

/** Servers that run an application of Python's or Ruby's, and pass nothing on by themselves. */
const ofApplication =
  /^(?:Werkzeug|gunicorn|uvicorn|hypercorn|daphne|waitress|TornadoServer|WEBrick|Puma)\b/i;

/** The application itself chose a status that RFC 9110 keeps for gateways: what it asks in its turn fails it. */
export const chosenByApplication = ({ status, headers: { server = '', via } }: HttpAnswer): boolean =>
  (status === 502 || status === 504) && via === undefined && ofApplication.test(server);

/** A server that nobody knows as a proxy says that it is one: RFC 9110 keeps 502 and 504 for gateways. */
export function byStatus(talk: Talk): Finding | undefined {
  const answer = talk.end.http;
  if (answer?.status !== 502 && answer?.status !== 504) return undefined;
  if (chosenByApplication(answer)) return undefined;
  const { server = '' } = answer.headers;
  const subject = `What answers${server && ` (${server})`}`;
  return withoutUpstream(talk, answer, server, { logged: null, upstreams: [] }, undefined, subject);
}
