import type { HttpAnswer, Probe } from '../../facts/probes/types.js';
import { type Opened, openedFor } from '../../facts/proxies/destination.js';
import { type Choice, clients, proxyFor } from '../../facts/proxies/dialects.js';
import type { ProxyAttempt, ProxyVariables } from '../../facts/proxies/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Target } from '../../net/target.js';
import type { Evidence } from '../rule.js';

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
  if (!opened) return undefined;
  const ways = clients
    .filter(({ onlyWith }) => !onlyWith || proxies.variables[onlyWith])
    .map(client => {
      const choice = proxyFor(client, proxies.variables, opened.scheme, opened);
      return {
        client: client.name,
        choice,
        attempt: proxies.attempts.find(each => each.url === choice?.url),
      };
    });
  return { opened, ways };
}

/** What the target's own address said to the same question, asked without a proxy. */
const directAnswer = (probe: Probe | undefined): HttpAnswer | undefined =>
  probe?.conversations.find(each => each.reason === 'asked' && each.http)?.http ?? undefined;

/** A name or address that means the proxy itself to a proxy that runs on another machine. */
const meansItself = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || isLoopback(host);

/** What a fault of a proxy is judged by. */
export interface Beside {
  readonly opened: Opened;
  /** The direct connection. */
  readonly probe: Probe | undefined;
  /** Addresses and names of this machine. */
  readonly own: readonly string[];
}

/** What is wrong with a proxy, or undefined where it does its work (or that could not be told). */
export function faultOf(attempt: ProxyAttempt, { opened, probe, own }: Beside): string | undefined {
  const where = `${attempt.host || attempt.url}${attempt.port ? `:${attempt.port}` : ''}`;
  if (attempt.errno === 'EINVAL') return 'is no proxy address that can be read';
  if (!attempt.connected) return `does not answer at ${where} (${attempt.errno})`;
  const { answer } = attempt;
  if (answer?.status === 407) return 'wants a user name and password (407)';
  if (probe?.outcome !== 'connected') return undefined;
  if (meansItself(opened.host) && !meansItself(attempt.host) && !own.includes(attempt.host))
    return `runs on another machine, where ${opened.host} is that machine`;
  if (!opened.asked) return undefined;
  return answer
    ? refusal(answer, opened.scheme, directAnswer(probe))
    : `takes the request at ${where} and gives no answer`;
}

/** The proxy failed, or somebody else answered in the target's place; the target itself does answer. */
function refusal(
  { status, reason, headers }: NonNullable<ProxyAttempt['answer']>,
  scheme: 'http' | 'https',
  direct: HttpAnswer | undefined,
): string | undefined {
  const words = `${status} ${reason}`.trim();
  if (scheme === 'https') return status >= 200 && status < 300 ? undefined : `answers ${words} to CONNECT`;
  if (direct === undefined) return status < 500 ? undefined : `answers ${words}`;
  const alike = status === direct.status || (status < 400 && direct.status < 400);
  if (!alike) return `answers ${words} where the server itself answers ${direct.status}`;
  const [its, own] = [headers.server, direct.headers.server];
  return its && own && its !== own ? `answers as ${its}, and the server itself is ${own}` : undefined;
}

/** Evidence for what a variable says and what became of its proxy. */
export function proxyEvidence(attempt: ProxyAttempt, fault: string): readonly Evidence[] {
  return [
    { fact: 'proxies', says: `${attempt.variable}=${attempt.url}`, source: "the caller's environment" },
    {
      fact: 'proxies',
      says: `the proxy ${fault}`,
      source: `connection to ${attempt.host}:${attempt.port}`,
    },
  ];
}
