import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { portsOf, serversAt } from '../proxies/nginx-servers.js';
import { type Directive, every } from '../proxies/nginx-tree.js';
import { type Passed, pathOf } from '../proxies/upstream.js';
import { isOfStream, locationsFor } from '../proxies/upstreams-nginx.js';
import { apacheAdmits } from './client-rules-apache.js';
import { busyboxAdmits } from './client-rules-busybox.js';
import { caddyAdmits } from './client-rules-caddy.js';
import { haproxyAdmits } from './client-rules-haproxy.js';
import { lighttpdAdmits, varnishAdmits } from './client-rules-others.js';
import { meansClient } from './client-words.js';
import { rewrittenFor } from './nginx-rewrites.js';

/** What a web server's configuration says of clients from one address, and where. */
export interface Admittance {
  readonly admitted: boolean;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The line that decides: deny all */
  readonly text: string;
  /** What they are told who are kept out, where that is not 403; UNANSWERED where they get no answer at all. */
  readonly status?: number;
  /** Who is kept out by it may come in with a password all the same: satisfy any. */
  readonly password?: true;
  /** Whom it lets in has to bring a password besides, by this directive. */
  readonly besides?: { readonly file: string; readonly line: number; readonly text: string };
}

/** A client, and the address of the server that it comes to. */
export interface Coming {
  readonly client: string;
  readonly server: string;
}

/**
 * Whether a web server answers a client's requests for a path, by the rules about addresses in its configuration;
 * undefined where there are none, or where they rest on more than the address.
 */
export function admittanceOf(
  files: readonly ConfigurationFile[],
  program: string,
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const read = servers.find(([name]) => name.test(program))?.[1];
  return read?.(files, passed, coming);
}

const written = ({ name, arguments: words }: Directive): string => [name, ...words].join(' ');

const quote = (rule: Directive) => ({ file: rule.file, line: rule.line, text: written(rule) });

const ruled = (rule: Directive, admitted: boolean): Admittance => ({ admitted, ...quote(rule) });

/** What returns answers everybody: that comes before the rules about addresses (nginx.org, "Development guide", "Phases"). */
const returns = (level: Directive | undefined): boolean =>
  level?.block.some(({ name }) => name === 'return') ?? false;

/** nginx.org, "ngx_http_access_module": the nearest block with rules counts, and there the first that fits. */
function ofNginx(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client, server: address }: Coming,
): Admittance | undefined {
  const { tree, server } = serversAt(files, { address, ...passed });
  if (!server) return undefined;
  const outer = tree.find(({ block }) => every(block, 'server').includes(server))?.block ?? tree;
  const locations = locationsFor(server, pathOf(passed));
  const levels = [outer, server.block, ...locations.map(({ block }) => block)];
  const isStream = isOfStream(server, tree);
  const last = locations.at(-1);
  const rewritten = isStream ? undefined : rewrittenFor(tree, [server.block, last?.block ?? []], client);
  if (rewritten?.kind === 'other') return undefined;
  if (rewritten?.kind === 'denied')
    return { ...ruled(rewritten.rule, false), ...(rewritten.status && { status: rewritten.status }) };
  if (!isStream && [server, last].some(returns)) return undefined;
  const any = levels.some(block => block.some(each => written(each) === 'satisfy any'));
  const rules = levels
    .map(block => block.filter(({ name }) => name === 'allow' || name === 'deny'))
    .findLast(found => found.length > 0);
  if (!rules) return rewritten && ruled(rewritten.rule, true);
  const rule = rules.find(
    ({ arguments: [whom = ''] }) => whom === 'all' || meansClient(whom, client) === true,
  );
  const accounts = levels
    .map(block => block.filter(({ name }) => /^auth_(?:basic|jwt|request)$/.test(name)))
    .findLast(found => found.length > 0)
    ?.filter(({ arguments: [what] }) => what !== 'off');
  // Whom the server that auth_request asks lets in is that one's matter.
  if (any && accounts?.some(({ name }) => name === 'auth_request')) return undefined;
  const [basic] = accounts?.filter(({ name }) => name === 'auth_basic') ?? [];
  return (
    rule && {
      ...ruled(rule, rule.name === 'allow'),
      ...(any && accounts?.length && { password: true }),
      ...(!any && basic && { besides: quote(basic) }),
    }
  );
}

/** The rule by which a server of nginx's stream module hangs up on a client. */
export function streamDenies(
  files: readonly ConfigurationFile[],
  port: number,
  client: string,
): Admittance | undefined {
  const passed = { port, host: null, path: '/' };
  const { tree, server } = serversAt(files, passed);
  const isAsked = server && isOfStream(server, tree) && portsOf(server).includes(port);
  const said = isAsked && ofNginx(files, passed, { client, server: client });
  return said && !said.admitted ? said : undefined;
}

const servers: readonly (readonly [
  RegExp,
  (files: readonly ConfigurationFile[], passed: Passed, coming: Coming) => Admittance | undefined,
])[] = [
  [/nginx|openresty/i, ofNginx],
  [/apache|^httpd/i, apacheAdmits],
  [/^busybox/, busyboxAdmits],
  [/haproxy/i, haproxyAdmits],
  [/caddy/i, caddyAdmits],
  [/lighttpd/i, lighttpdAdmits],
  [/varnish|^cache-main/i, varnishAdmits],
];
