import { userAgent } from '../../version.js';
import { matches } from './nginx-patterns.js';
import type { Passed } from './upstream.js';

/** What our own requests say; other variables are not looked into. */
const ourWord = (variable: string, { host }: Passed): string | null | undefined =>
  ({ $http_user_agent: userAgent, $request_method: 'GET', $host: host })[variable];

/**
 * Whether the condition of an `if` holds for a request of ours (nginx.org, "ngx_http_rewrite_module"); undefined where that
 * is not known, as of patterns that only PCRE reads.
 */
export function holdsForUs(words: readonly string[], passed: Passed): boolean | undefined {
  const [variable = '', operator = '', ...rest] = words
    .join(' ')
    .replace(/^\( ?| ?\)$/g, '')
    .split(' ');
  const value = ourWord(variable, passed);
  const other = rest.join(' ');
  const meant = /^(!?)(=|~\*?)$/.exec(operator);
  if (value == null || !meant || (meant[2] === '=' && other.includes('$'))) return undefined;
  const fits = meant[2] === '=' ? value === other : matches(other, value, meant[2] === '~*' ? 'i' : '');
  return fits === undefined ? undefined : fits !== (meant[1] === '!');
}
