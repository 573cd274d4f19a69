import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import type { Finding } from '../rule.js';
import { advice, finding, hostIn, statusOf, type Talk, told } from '../talk.js';
import { givesItself } from './gives-itself.js';
import { quoted } from './status.js';

/**
 * The application turns the request away as its proxy brings it, and answers the same one, for the same host and path, without
 * the proxy: what differs is what the proxy adds. Home Assistant does so to X-Forwarded-For from a proxy that it was not told
 * of, and Envoy (so Istio) with 426 to HTTP/1.0, which nginx speaks unless told otherwise.
 */
export function asBrought(
  { end, url }: Talk,
  { proxy, upstreams }: Passing,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const status = end.http?.status;
  if (!url || !end.http || proxy === null || (status !== 400 && status !== 426)) return undefined;
  if (givesItself(files, proxy, end)) return undefined;
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
      fixes: [status === 426 ? newer(proxy) : trusting(proxy)],
      outcome: 'http-error',
    },
  );
  return { ...found, headline: `the application refuses what ${proxy} brings` };
}

const trusting = (proxy: string) =>
  advice(
    `Let the application trust ${proxy}`,
    `What ${proxy} adds to the request is not to its liking, mostly X-Forwarded-For from a proxy that it was not told of; its log says what. Home Assistant, in configuration.yaml:\n  http: { use_x_forwarded_for: true, trusted_proxies: [127.0.0.1, "::1"] }\nOther applications have a setting of that kind (trusted proxies, forwarded headers). Then start it again.`,
  );

const newer = (proxy: string) =>
  advice(
    `Let ${proxy} speak HTTP/1.1 to the application`,
    'nginx speaks HTTP/1.0 to it, unless proxy_http_version 1.1; is beside the proxy_pass. Then reload it: nginx -s reload',
    true,
  );
