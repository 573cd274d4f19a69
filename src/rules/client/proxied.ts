import type { Probe } from '../../facts/probes/types.js';
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
export const directStatus = (probe: Probe | undefined): number | undefined =>
  probe?.conversations.find(each => each.reason === 'asked' && each.http)?.http?.status;

/** A name or address that means another machine to a proxy that runs elsewhere. */
const meansItself = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || isLoopback(host);

/** What is wrong with a proxy, or undefined where it does its work (or that could not be told). */
export function faultOf(attempt: ProxyAttempt, opened: Opened, probe: Probe | undefined): string | undefined {
  const where = `${attempt.host || attempt.url}${attempt.port ? `:${attempt.port}` : ''}`;
  if (attempt.errno === 'EINVAL') return 'is no proxy address that can be read';
  if (!attempt.connected) return `does not answer at ${where} (${attempt.errno})`;
  const connects = probe?.outcome === 'connected';
  if (!opened.asked)
    return meansItself(opened.host) && !isLoopback(attempt.host) && attempt.host !== 'localhost' && connects
      ? `runs on another machine, where ${opened.host} is that machine`
      : undefined;
  const { answer } = attempt;
  if (!answer) return connects ? `takes the request at ${where} and gives no answer` : undefined;
  if (answer.status === 407) return 'wants a user name and password (407)';
  return connects ? refusal(answer, opened, directStatus(probe)) : undefined;
}

/** The proxy failed, or somebody else answered in the target's place; the target itself does answer. */
function refusal(
  { status, reason }: NonNullable<ProxyAttempt['answer']>,
  { scheme }: Opened,
  direct: number | undefined,
): string | undefined {
  const words = `${status} ${reason}`.trim();
  if (scheme === 'https') return status >= 200 && status < 300 ? undefined : `answers ${words} to CONNECT`;
  if (direct === undefined ? status < 500 : status === direct || (status < 400 && direct < 400))
    return undefined;
  return direct === undefined
    ? `answers ${words}`
    : `answers ${words} where the server itself answers ${direct}`;
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
