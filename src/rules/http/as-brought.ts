import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import type { Finding } from '../rule.js';
import { advice, finding, hostIn, statusOf, type Talk, told } from '../talk.js';
import { givesItself } from './gives-itself.js';
import { quoted } from './status.js';

/**
 * The application turns the request away as its proxy brings it, and answers the same one, for the same host and path, without
 * the proxy: what differs is what the proxy adds. Home Assistant does so to X-Forwarded-For from a proxy that it was not told of.
 */
export function asBrought(
  { end, url }: Talk,
  { proxy, upstreams }: Passing,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  if (!url || proxy === null || end.http?.status !== 400 || givesItself(files, proxy, end)) return undefined;
  const same = upstreams.flatMap(({ upstream, probes }) =>
    probes.flatMap(({ conversations: [first] }) =>
      first?.http && first.path === end.path && hostIn(first.name ?? '') === hostIn(end.name ?? end.address)
        ? [{ upstream, first, http: first.http }]
        : [],
    ),
  );
  const [welcome] = same;
  if (!welcome || same.some(({ http }) => http.status >= 400)) return undefined;
  const found = finding(
    'error',
    `The application behind ${proxy} turns the request away as ${proxy} brings it: ${statusOf(end.http)}. Asked without ${proxy}, it answers ${statusOf(welcome.http)}.`,
    `${end.http.status} through ${proxy} alone`,
    [
      told(end, `${statusOf(end.http)}. ${quoted(end.http)}`),
      told(welcome.first, `${upstreamName(welcome.upstream)} itself answers ${statusOf(welcome.http)}`),
    ],
    {
      fixes: [
        advice(
          `Let the application trust ${proxy}`,
          `What ${proxy} adds to the request is not to its liking, mostly X-Forwarded-For from a proxy that it was not told of; its log says what. Home Assistant, in configuration.yaml:\n  http: { use_x_forwarded_for: true, trusted_proxies: [127.0.0.1, "::1"] }\nOther applications have a setting of that kind (trusted proxies, forwarded headers). Then start it again.`,
        ),
      ],
      outcome: 'http-error',
    },
  );
  return { ...found, headline: `the application refuses what ${proxy} brings` };
}
