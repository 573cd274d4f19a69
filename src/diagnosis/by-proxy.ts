import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { ProxyAttempt } from '../facts/proxies/types.js';
import { waysOf } from '../rules/client/proxied.js';
import type { Outcome } from '../rules/rule.js';
import type { Settled } from './settle.js';

/**
 * What a client sees whose proxy took the request: the proxied answer; nothing certain where a tunnel was granted or the
 * answer leads on, for nobody went there. Undefined where the proxy did not help.
 */
function seenBy({ answer, inside }: ProxyAttempt, scheme: 'http' | 'https'): Outcome | undefined {
  if (!answer || (inside && inside.tls.version === null)) return undefined;
  if (scheme === 'https') return answer.status >= 200 && answer.status < 300 ? 'unknown' : undefined;
  if (answer.status >= 300) return answer.status < 400 ? 'unknown' : undefined;
  return 'ok';
}

/** By these, unlike socks4a and socks5h, a client looks the name up itself (curl(1), --proxy). */
const looksUpFirst = ({ url }: ProxyAttempt): boolean => /^socks(4|5)?:/i.test(url);

/**
 * A URL of another machine that clients here fetch by a proxy, and could not directly: what is in the way of a direct
 * connection stops nobody, and is only worth knowing. This machine's own server has to answer by itself.
 */
export function byProxy(settled: Settled, facts: Facts): Settled {
  const { question, reach } = settled;
  const proxies = valueIn(facts.proxies);
  const failed = ['refused', 'timeout', 'unreachable', 'unknown'].includes(reach.outcome);
  const mayHelp = question.vantage.kind === 'self' && (!question.local || question.address === '');
  if (!proxies || !failed || !mayHelp || question.target.kind !== 'url') return settled;
  const found = waysOf(proxies, question.target);
  const attempt = found?.ways.find(each => each.client === 'curl')?.attempt;
  const outcome = attempt && seenBy(attempt, found!.opened.scheme);
  if (outcome === undefined || (question.address === '' && looksUpFirst(attempt!))) return settled;
  const notes = settled.found.map(each => ({
    ...each,
    finding: { ...each.finding, severity: 'note' as const },
  }));
  return {
    ...settled,
    found: notes,
    reach: { ...reach, outcome, by: 'probe' },
    unexplained: outcome !== 'ok',
  };
}
