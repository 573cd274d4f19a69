import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { siteLines } from './apache-paths.js';
import { serversAt } from './nginx-servers.js';
import { APACHE, NGINX, type Passed, pathOf } from './upstream.js';
import { locationsFor } from './upstreams-nginx.js';

/** The path that a proxy asks the application for, where it serves it below a prefix of its own. */
export interface PathPassed {
  /** What is served below it: /shop/ */
  readonly prefix: string;
  /** As it is written: location /shop/: proxy_pass http://127.0.0.1:3000/ */
  readonly text: string;
  /** /etc/nginx/nginx.conf:12 */
  readonly place: string;
  /** What the application is asked for: the path itself, or what the directive's own path has made of it. */
  readonly handed: string;
  /** The directive that hands the whole path on. */
  readonly whole: string;
  /** The directive that hands on what is behind the prefix alone. */
  readonly behind: string;
  /** The directive that puts the prefix before the paths that the application redirects to. */
  readonly back: string;
}

const withSlash = (text: string): string => text.replace(/\/?$/, '/');

/** The server of a proxy_pass, and the path behind it, which takes the place of the location's prefix. */
const target = /^(https?:\/\/(?:unix:[^:$]+|[^/$]+)):?(\/[^$]*)?$/;

/**
 * nginx: proxy_pass with a path hands on that path in place of the location's prefix, and without one the whole path
 * (nginx.org, ngx_http_proxy_module). Undefined for locations of all paths, of patterns, and those that rewrite.
 */
function byNginx(files: readonly ConfigurationFile[], passed: Passed, path: string): PathPassed | undefined {
  const { server } = serversAt(files, passed);
  const location = server && locationsFor(server, path).at(-1);
  if (!location) return undefined;
  const [first = '', second = ''] = location.arguments;
  const prefix = first === '^~' ? second : first;
  const pass = location.block.find(({ name }) => name === 'proxy_pass');
  const rewritten = location.block.some(({ name }) => name === 'rewrite' || name === 'return');
  if (!pass || rewritten || !prefix.startsWith('/') || prefix === '/') return undefined;
  const [text, to = '', own] = target.exec(pass.arguments[0] ?? '') ?? [];
  if (text === undefined) return undefined;
  const socket = to.includes('unix:') ? ':' : '';
  return {
    prefix,
    text: `location ${prefix}: proxy_pass ${text}`,
    place: `${pass.file}:${pass.line}`,
    handed: own === undefined ? path : `${own}${path.slice(prefix.length)}`,
    whole: `proxy_pass ${to};`,
    behind: `location ${withSlash(prefix)} with proxy_pass ${to}${socket}/;`,
    back: `proxy_redirect / ${withSlash(prefix)};`,
  };
}

/** ProxyPass "/shop/" "http://127.0.0.1:8000/", or ! for what is not passed on */
const proxyPass = /^ProxyPass\s+"?(\/[^"\s]+)"?\s+"?(!|https?:\/\/[^/"\s]+)(\/[^"\s]*)?"?(?:\s|$)/i;

/** Apache: the first ProxyPass whose prefix the path has; its URL takes the place of the prefix (mod_proxy). */
function byApache(files: readonly ConfigurationFile[], passed: Passed, path: string): PathPassed | undefined {
  const { own: ofSite, outside } = siteLines(files, passed);
  const lines = [...ofSite, ...outside];
  if (lines.some(({ text }) => /^(?:RewriteRule|ProxyPassMatch)\s/i.test(text))) return undefined;
  const line = lines.find(({ text }) => path.startsWith(proxyPass.exec(text)?.[1] ?? '\0'));
  const [, prefix = '', to = '', own = ''] = proxyPass.exec(line?.text ?? '') ?? [];
  if (!line || prefix === '/' || to === '!') return undefined;
  return {
    prefix,
    text: line.text,
    place: `${line.file}:${line.line}`,
    handed: `${own}${path.slice(prefix.length)}`,
    whole: `ProxyPass ${prefix} ${to}${prefix}`,
    behind: `ProxyPass ${withSlash(prefix)} ${to}/`,
    back: `ProxyPassReverse ${withSlash(prefix)} /`,
  };
}

/** What a proxy makes of a path; undefined where it serves no prefix of its own, or its configuration does not tell. */
export function pathPassed(
  files: readonly ConfigurationFile[],
  proxy: string,
  passed: Passed,
): PathPassed | undefined {
  const path = pathOf(passed);
  if (NGINX.test(proxy)) return byNginx(files, passed, path);
  return APACHE.test(proxy) ? byApache(files, passed, path) : undefined;
}
