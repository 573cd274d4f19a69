import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { APACHE, LAST_PORT, LIGHTTPD, NGINX, type Passed, type Upstream } from './upstream.js';
import {
  hitchUpstreams,
  nghttpxUpstreams,
  squidUpstreams,
  stunnelUpstreams,
  varnishUpstreams,
} from './upstreams-caches.js';
import { caddyUpstreams } from './upstreams-caddy.js';
import { devUpstreams } from './upstreams-dev.js';
import { haproxyUpstreams } from './upstreams-haproxy.js';
import { lighttpdUpstreams } from './upstreams-lighttpd.js';
import { nginxUpstreams } from './upstreams-nginx.js';
import { apacheUpstreams } from './upstreams-others.js';
import { pgbouncerUpstreams } from './upstreams-pgbouncer.js';

/** The proxies whose configuration is understood, by the name of their process or of their Server header. */
const proxies: readonly (readonly [
  RegExp,
  (files: readonly ConfigurationFile[], passed: Passed) => readonly Upstream[],
])[] = [
  [NGINX, nginxUpstreams],
  [APACHE, apacheUpstreams],
  [/haproxy/i, haproxyUpstreams],
  [/caddy/i, caddyUpstreams],
  [LIGHTTPD, lighttpdUpstreams],
  [/varnish|^cache-main/i, varnishUpstreams],
  [/squid/i, squidUpstreams],
  [/nghttpx/i, nghttpxUpstreams],
  [/stunnel/i, stunnelUpstreams],
  [/^hitch/i, hitchUpstreams],
  [/^pgbouncer/i, pgbouncerUpstreams],
];

const MOST = 8;

const others = /envoy|traefik|cloudflare|awselb|\bkong\b|^ATS\b|^pound|h2o/;
const all = new RegExp(
  [...proxies.map(([pattern]) => pattern), others].map(each => each.source).join('|'),
  'i',
);

/** True for names of programs that pass requests on to others. */
export const isProxy = (name: string): boolean => all.test(name);

/** Where a proxy passes a request on to, by its configuration; at most 8, each once. Pure and total. */
export function upstreamsOf(
  files: readonly ConfigurationFile[],
  program: string,
  passed: Passed,
): readonly Upstream[] {
  const read =
    proxies.find(([pattern]) => pattern.test(program))?.[1] ?? (isProxy(program) ? undefined : devUpstreams);
  const seen = new Set<string>();
  return (read?.(files, passed) ?? [])
    .filter(({ host, port, path }) => {
      const key = `${host} ${port} ${path}`;
      return (port ?? 0) <= LAST_PORT && !seen.has(key) && seen.add(key);
    })
    .slice(0, MOST);
}
