import { isLoopback } from '../../net/prefix.js';
import type { Finding } from '../rule.js';
import { advice, finding, hostIn, strictly, type Talk, told } from '../talk.js';

/** A script, picture or style sheet of the page's own site, by its path. */
const part =
  /<(?:(?:script|img)\b[^>]*?\ssrc|link\b(?=[^>]*\bstylesheet\b)[^>]*?\shref)=["']?(?![\w-]+:|\/\/)([^"'\s>]+)/i;

/** Browsers trust these without TLS, and leave their URLs as they are. */
const isTrusted = (host: string): boolean => isLoopback(host) || /(?:^|\.)localhost\.?$/i.test(host);

/**
 * A page in plain HTTP that has browsers fetch its own parts by HTTPS, as helmet's default policy does: from the same port,
 * for of all ports only 80 becomes another one (W3C, "Upgrade Insecure Requests").
 */
export function upgradedParts(talk: Talk): Finding | undefined {
  const { asked, http, port, name, address } = talk.end;
  if (asked !== 'http' || http?.status !== 200 || port === 80) return undefined;
  const policy = http.headers['content-security-policy'] ?? '';
  const own = part.exec(http.body)?.[1];
  if (own === undefined || !/(?:^|[;,])\s*upgrade-insecure-requests\b/i.test(policy)) return undefined;
  if (isTrusted(hostIn(name ?? address))) return undefined;
  return finding(
    strictly(talk, 'warning', 'note'),
    `The page comes, but browsers show it blank or without style: its Content-Security-Policy has them fetch its parts, such as ${own}, by HTTPS, and this port speaks plain HTTP.`,
    'parts by HTTPS',
    [told(talk.end, 'Content-Security-Policy has upgrade-insecure-requests')],
    {
      fixes: [
        advice(
          'Take upgrade-insecure-requests out of the policy, or serve the page by HTTPS',
          'helmet: helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }), then start it again. At localhost it works all the same: most browsers make an exception of that name.',
        ),
      ],
      outcome: 'ok',
    },
  );
}
