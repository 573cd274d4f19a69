import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Passed } from './upstream.js';
import { locationsFor, serversAt } from './upstreams-nginx.js';

/** The path that a proxy asks the application for, where it serves it below a prefix of its own. */
export interface PathPassed {
  /** The prefix of the location: /shop/ */
  readonly prefix: string;
  /** The directive as it is written: proxy_pass http://127.0.0.1:3000/ */
  readonly text: string;
  /** /etc/nginx/nginx.conf:12 */
  readonly place: string;
  /** What the application is asked for: the path itself, or what the directive's own path has made of it. */
  readonly handed: string;
}

/** The server of a proxy_pass, and the path behind it, which takes the place of the location's prefix. */
const target = /^https?:\/\/(?:unix:[^:$]+:?|[^/$]+)(\/[^$]*)?$/;

/**
 * nginx: proxy_pass with a path hands on that path in place of the location's prefix, and without one the whole path
 * (nginx.org, ngx_http_proxy_module). Undefined for locations of all paths, of patterns, and those that rewrite.
 */
export function pathPassed(
  files: readonly ConfigurationFile[],
  proxy: string,
  passed: Passed,
): PathPassed | undefined {
  if (!/nginx|openresty|tengine|angie/i.test(proxy)) return undefined;
  const { server } = serversAt(files, passed);
  const path = passed.path.replace(/[?#].*$/s, '');
  const location = server && locationsFor(server, path).at(-1);
  if (!location) return undefined;
  const [first = '', second = ''] = location.arguments;
  const prefix = first === '^~' ? second : first;
  const pass = location.block.find(({ name }) => name === 'proxy_pass');
  const rewritten = location.block.some(({ name }) => name === 'rewrite' || name === 'return');
  if (!pass || rewritten || !prefix.startsWith('/') || prefix === '/') return undefined;
  const [whole, own] = target.exec(pass.arguments[0] ?? '') ?? [];
  if (whole === undefined) return undefined;
  return {
    prefix,
    text: `proxy_pass ${whole}`,
    place: `${pass.file}:${pass.line}`,
    handed: own === undefined ? path : `${own}${path.slice(prefix.length)}`,
  };
}
