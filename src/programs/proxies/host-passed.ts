import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Edit } from '../program.js';
import { serversAt } from './nginx-servers.js';
import type { Directive } from './nginx-tree.js';
import { APACHE, NGINX, type Passed, standsOnce } from './upstream.js';
import { locationsFor } from './upstreams-nginx.js';
import { inVirtualHosts, linesOf } from './upstreams-others.js';

/** The Host header that a proxy sends to the application in place of the one that it was given. */
export interface PassedHost {
  /** As the configuration has it: app_server, 127.0.0.1:8000, $proxy_host. */
  readonly host: string;
  /** /etc/nginx/nginx.conf:12 */
  readonly place: string;
  /** The line that passes the client's own header on. */
  readonly setting: string;
  /** That line put in; null where other headers that are set there would be lost, or it cannot be done by an edit. */
  readonly edit: Edit | null;
}

const isHost = ({ name, arguments: words }: Directive): boolean =>
  name === 'proxy_set_header' && words[0]?.toLowerCase() === 'host';

/** nginx: the directive that passes a request on, and the innermost level that sets any header, with its Host. */
function headersAt(files: readonly ConfigurationFile[], passed: Passed) {
  const { tree, server } = serversAt(files, passed);
  if (!server) return undefined;
  const locations = locationsFor(server, passed.path.replace(/\?.*$/s, ''));
  const http = tree.find(({ name }) => name === 'http');
  const levels = [...locations].reverse().concat(server, ...(http ? [http] : []));
  // A plain return answers by itself, whatever stands beside it.
  const near = levels.flatMap(({ block }) => block);
  const pass = near.some(({ name }) => name === 'return')
    ? undefined
    : near.find(({ name }) => name === 'proxy_pass');
  const level = levels.find(({ block }) => block.some(({ name }) => name === 'proxy_set_header'));
  return pass && { pass, level, set: level?.block.find(isHost) };
}

/** proxy_set_header Host of the innermost level that sets any header; $proxy_host where that sets none. */
function byNginx(files: readonly ConfigurationFile[], passed: Passed): PassedHost | undefined {
  const found = headersAt(files, passed);
  if (!found) return undefined;
  const { pass, level, set } = found;
  const value = set?.arguments[1];
  if (value !== undefined && /^\$\{?(host|http_host)\b/.test(value)) return undefined;
  const target = pass.arguments[0] ?? '';
  const text = `proxy_pass ${target}`;
  const whole = files.find(({ path }) => path === pass.file)?.text;
  const by = set ?? pass;
  return {
    host: value ?? target.replace(/^\w+:\/\//, '').replace(/\/.*$/s, ''),
    place: `${by.file}:${by.line}`,
    setting: 'proxy_set_header Host $host;',
    edit:
      level === undefined && standsOnce(text, whole)
        ? { file: pass.file, find: text, replace: `proxy_set_header Host $host; ${text}` }
        : null,
  };
}

/** Apache: the host of ProxyPass's URL, but for ProxyPreserveHost On. */
function byApache(files: readonly ConfigurationFile[], { port }: Passed): PassedHost | undefined {
  const lines = inVirtualHosts(linesOf(files), port);
  const kept = lines.findLast(({ text }) => /^ProxyPreserveHost\s/i.test(text));
  const pass = lines.find(({ text }) => /^ProxyPass\s+\S+\s+"?https?:/i.test(text));
  if (!pass || /\sOn\b/i.test(kept?.text ?? '')) return undefined;
  return {
    host: /https?:\/\/([^/"\s]+)/i.exec(pass.text)?.[1] ?? '',
    place: `${pass.file}:${pass.line}`,
    setting: 'ProxyPreserveHost On',
    edit: null,
  };
}

/** What a proxy makes of the Host header; undefined where it passes it on, or is none whose configuration tells. */
export function hostPassed(
  files: readonly ConfigurationFile[],
  proxy: string,
  passed: Passed,
): PassedHost | undefined {
  if (NGINX.test(proxy)) return byNginx(files, passed);
  return APACHE.test(proxy) ? byApache(files, passed) : undefined;
}

/** A Host header that is passed on without the port that the client gave: the application makes its redirects of it. */
export interface PortDropped {
  /** proxy_set_header Host $host */
  readonly text: string;
  readonly place: string;
  /** With the port; null where it cannot be done by an edit. */
  readonly edit: Edit | null;
}

/** nginx: $host and $server_name have no port, $http_host is what the client sent. Undefined where no port is dropped. */
export function portDropped(
  files: readonly ConfigurationFile[],
  proxy: string,
  passed: Passed,
): PortDropped | undefined {
  if (!NGINX.test(proxy)) return undefined;
  const set = headersAt(files, passed)?.set;
  const value = set?.arguments[1] ?? '';
  if (!set || !/^\$\{?(?:host|server_name)\}?$/.test(value)) return undefined;
  const text = `proxy_set_header ${set.arguments.join(' ')}`;
  const replace = `proxy_set_header ${set.arguments[0]} $http_host`;
  const whole = files.find(({ path }) => path === set.file)?.text;
  return {
    text,
    place: `${set.file}:${set.line}`,
    edit: standsOnce(`${text};`, whole) ? { file: set.file, find: `${text};`, replace: `${replace};` } : null,
  };
}
