import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { portsOf, serversAt } from '../proxies/nginx-servers.js';
import type { Passed } from '../proxies/upstream.js';
import { isOfStream } from '../proxies/upstreams-nginx.js';
import { apacheApart } from './apache-apart.js';
import { apacheAdmits } from './client-rules-apache.js';
import { busyboxAdmits } from './client-rules-busybox.js';
import { caddyAdmits, caddyApart } from './client-rules-caddy.js';
import { haproxyAdmits } from './client-rules-haproxy.js';
import { lighttpdAdmits, lighttpdApart } from './client-rules-lighttpd.js';
import { nginxAdmits } from './client-rules-nginx.js';
import { tomcatAdmits } from './client-rules-tomcat.js';
import type { Admittance, Coming, Written } from './client-rules-types.js';
import { varnishAdmits } from './client-rules-varnish.js';
import { haproxyApart } from './haproxy-apart.js';
import { nginxApart } from './nginx-apart.js';

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
  const [, read] = servers.find(([name]) => name.test(program)) ?? [];
  return read?.(files, passed, coming);
}

/**
 * The line by which a web server may answer a client otherwise than another one: what that one was answered proves nothing
 * then. Undefined where it treats both the same, as far as its rules are read.
 */
export function treatsApart(
  files: readonly ConfigurationFile[],
  program: string,
  passed: Passed,
  coming: Coming,
  other: string,
): Written | undefined {
  const [, admits, apart] = servers.find(([name]) => name.test(program)) ?? [];
  const line = apart?.(files, passed, coming, other);
  if (line) return line;
  const its = admits?.(files, passed, { ...coming, client: other });
  // Whether the rule that lets the one in does so for the other is not known.
  return its?.admitted && !admits?.(files, passed, coming) ? its : undefined;
}

/** The rule by which a server of nginx's stream module hangs up on a client. */
export function streamDenies(
  files: readonly ConfigurationFile[],
  port: number,
  coming: Coming,
): Admittance | undefined {
  const passed = { port, host: null, path: '/', address: coming.server };
  const { tree, server } = serversAt(files, passed);
  const isAsked = server && isOfStream(server, tree) && portsOf(server).includes(port);
  const said = isAsked && nginxAdmits(files, passed, coming);
  return said && !said.admitted ? said : undefined;
}

type Files = readonly ConfigurationFile[];

const servers: readonly (readonly [
  RegExp,
  (files: Files, passed: Passed, coming: Coming) => Admittance | undefined,
  ((files: Files, passed: Passed, coming: Coming, other: string) => Written | undefined)?,
])[] = [
  [/nginx|openresty/i, nginxAdmits, nginxApart],
  [/apache|^httpd/i, apacheAdmits, apacheApart],
  [/^busybox/, busyboxAdmits],
  [/haproxy/i, haproxyAdmits, haproxyApart],
  [/caddy/i, caddyAdmits, caddyApart],
  [/lighttpd/i, lighttpdAdmits, lighttpdApart],
  [/^(?:java|tomcat)/, tomcatAdmits],
  [/varnish|^cache-main/i, varnishAdmits],
];
