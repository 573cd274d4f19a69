import { redirectOf } from '../../facts/probes/redirects.js';
import type { HttpAnswer, Probe } from '../../facts/probes/types.js';
import { type Opened, openedFor } from '../../facts/proxies/destination.js';
import { type Choice, clients, proxyFor, readsProxies } from '../../facts/proxies/dialects.js';
import type { ProxyAttempt, ProxyVariables } from '../../facts/proxies/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Target } from '../../net/target.js';
import { issuerOf } from '../tls/shaken.js';

/** One client that reads proxy variables, and the proxy it would go by. */
export interface Way {
  readonly client: string;
  readonly choice: Choice | undefined;
  readonly attempt: ProxyAttempt | undefined;
}

/** What the clients would do with a target; undefined for one that they cannot open. */
export function waysOf(
  proxies: ProxyVariables,
  target: Target,
): { opened: Opened; ways: readonly Way[] } | undefined {
  const opened = openedFor(target);
  return opened && { opened, ways: waysTo(proxies, opened) };
}

/** What the clients would do with a URL. */
export const waysTo = (proxies: ProxyVariables, opened: Opened): readonly Way[] =>
  clients
    .filter(client => readsProxies(client, proxies.variables))
    .map(client => {
      const choice = proxyFor(client, proxies.variables, opened.scheme, opened);
      return {
        client: client.name,
        choice,
        attempt: proxies.attempts.find(each => each.url === choice?.url),
      };
    });

/** Where the answer without a proxy sends its client on to, in TLS: other proxies may apply there. */
export function ledTo(probe: Probe | undefined, opened: Opened): Opened | undefined {
  const asked = probe?.conversations.find(({ reason }) => reason === 'asked');
  const led = asked && opened.scheme === 'http' ? redirectOf(asked) : null;
  return led?.scheme === 'https' ? { ...led, scheme: 'https', asked: false } : undefined;
}

/** What the target's own address said to the same question, asked without a proxy. */
const directAnswer = (probe: Probe | undefined): HttpAnswer | undefined =>
  probe?.conversations.find(each => each.reason === 'asked' && each.http)?.http ?? undefined;

/** The target itself takes the connection and says nothing, or hangs up: whoever asks for others gets no more. */
const isMute = ({ conversations }: Probe): boolean =>
  ['silent', 'closed', 'reset'].includes(conversations.find(each => each.reason === 'asked')?.outcome ?? '');

/** A name or address that means the proxy itself to a proxy that runs on another machine. */
const meansItself = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || isLoopback(host);

/** By its own name or address, or by one that the hosts file or DNS gives it. */
const runsHere = ({ host, address = host }: ProxyAttempt, own: readonly string[]): boolean =>
  [host, address].some(each => meansItself(each) || own.includes(each));

/** What a fault of a proxy is judged by. */
export interface Beside {
  readonly opened: Opened;
  /** The direct connection. */
  readonly probe: Probe | undefined;
  /** Addresses and names of this machine. */
  readonly own: readonly string[];
}

/** Somebody may take the connection, and no TLS: most proxies speak plain HTTP to their clients, whatever is asked through them. */
export const noHandshake = ({ connected, url, errno }: ProxyAttempt): boolean =>
  !connected && url.startsWith('https:') && /^(?:ERR_SSL|EPROTO|ETIMEDOUT|ECONNRESET)/.test(errno ?? '');

const unconnected = ({ host, errno }: ProxyAttempt, where: string): string =>
  errno === 'ENOTFOUND' || errno === 'EAI_AGAIN'
    ? `is not found: its name, ${host}, cannot be looked up (${errno})`
    : `does not answer at ${where} (${errno})`;

/** What clients stumble over in the variable's value, where nobody would see it. */
const unseenIn = ({ url }: ProxyAttempt): string =>
  /\s/.test(url) ? ': there is a blank or a line end in it' : '';

type Answer = NonNullable<ProxyAttempt['answer']>;

/** What is wrong with a proxy, or undefined where it does its work (or that could not be told). */
export function faultOf(attempt: ProxyAttempt, { opened, probe, own }: Beside): string | undefined {
  const where = `${attempt.host || attempt.url}${attempt.port ? `:${attempt.port}` : ''}`;
  // Python takes some of these all the same.
  if (attempt.errno === 'EINVAL') return `is no proxy address that curl can read${unseenIn(attempt)}`;
  if (noHandshake(attempt))
    return `does not shake hands at ${where} (${attempt.errno}), though https:// before its address asks for TLS`;
  if (!attempt.connected) return unconnected(attempt, where);
  const { answer } = attempt;
  if (answer?.status === 407) return 'wants a user name and password (407)';
  if (probe?.outcome !== 'connected')
    return answer && isUnwilling(answer, opensWay(attempt, opened))
      ? `answers ${wordsOf(answer)}`
      : undefined;
  if (meansItself(opened.host) && !runsHere(attempt, own))
    return `runs on another machine, where ${opened.host} is that machine`;
  if (!opened.asked || (isMute(probe) && (answer?.status ?? 500) >= 500)) return undefined;
  if (!answer) return `takes the request at ${where} and gives no answer`;
  const fault = opensWay(attempt, opened) ? wayRefused(answer) : refusal(answer, directAnswer(probe));
  return fault ?? insideFault(attempt, probe);
}

/** TLS through the proxy fails, or meets somebody who is not trusted, where the target itself is fine. */
function insideFault({ inside }: ProxyAttempt, probe: Probe): string | undefined {
  const direct = probe.conversations.find(each => each.reason === 'asked')?.tls;
  if (!inside || direct?.version == null) return undefined;
  const { tls, ended } = inside;
  if (tls.version === null) {
    const how = tls.alert ? `alert ${tls.alert}` : (tls.error ?? ended ?? 'no answer');
    return `opens a way to the server, in which the TLS handshake fails (${how}); directly it succeeds`;
  }
  const leaf = tls.chain[0];
  if (!leaf || leaf.fingerprint === direct.chain[0]?.fingerprint) return undefined;
  if (tls.untrusted !== null && direct.untrusted === null)
    return `opens the TLS connection itself, with a certificate by ${issuerOf(leaf)}, an authority that is not trusted here`;
  return tls.nameMatches === false && direct.nameMatches !== false
    ? `answers itself, with a certificate for ${leaf.names.slice(0, 3).join(', ') || leaf.subject}`
    : undefined;
}

/** The proxy was asked for a way to the server (CONNECT, SOCKS), and not for the page itself. */
const opensWay = ({ url }: ProxyAttempt, { scheme }: Opened): boolean =>
  scheme === 'https' || /^socks/i.test(url);

/** It will not let the client through, wherever the target is: not "no such host" (404) or "cannot get there" (5xx). Squid names its own pages. */
const isUnwilling = ({ status, headers }: Answer, asksForWay: boolean): boolean =>
  asksForWay ? [400, 403, 405].includes(status) : /^ERR_ACCESS_DENIED/.test(headers['x-squid-error'] ?? '');

const wordsOf = ({ status, reason }: Answer): string => `${status} ${reason}`.trim();

const wayRefused = (answer: Answer): string | undefined =>
  answer.status >= 200 && answer.status < 300
    ? undefined
    : `answers ${wordsOf(answer)}${answer.reason.startsWith('SOCKS') ? '' : ' to CONNECT'}`;

/** The proxy failed, or somebody else answered in the target's place; the target itself does answer. */
function refusal(answer: Answer, direct: HttpAnswer | undefined): string | undefined {
  const { status, headers } = answer;
  const words = wordsOf(answer);
  if (direct === undefined)
    return status < 500 && !isUnwilling(answer, false) ? undefined : `answers ${words}`;
  if (status >= 300 && status < 400 && direct.status < 300 && headers.location)
    return `sends the request on to ${headers.location} where the server itself answers ${direct.status}`;
  const alike = status === direct.status || (status < 400 && direct.status < 400);
  if (!alike) return `answers ${words} where the server itself answers ${direct.status}`;
  return otherServer(headers, direct.headers);
}

/**
 * The answer is one that was passed on, whoever it names as its server: a proxy says so in Via (RFC 9110, section
 * 7.6.3), and the page is as long as the server's own.
 */
const passedOn = (
  { via, 'content-length': length }: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): boolean => via !== undefined || (length !== undefined && length === own['content-length']);

/** Somebody else says who it is; or says nothing of it, or is the only one who does, and sends another page. */
function otherServer(
  its: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): string | undefined {
  if (its.server === own.server || passedOn(its, own)) return undefined;
  if (its.server && own.server) return `answers as ${its.server}, and the server itself is ${own.server}`;
  if (own['content-length'] === undefined) return undefined;
  return own.server
    ? `answers itself: the page is another one, and not from ${own.server}, which the server says it is`
    : `answers as ${its.server}, with another page than the server itself has`;
}
