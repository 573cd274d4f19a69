import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { portsOf, serversAt } from '../proxies/nginx-servers.js';
import type { Passed } from '../proxies/upstream.js';
import { isOfStream } from '../proxies/upstreams-nginx.js';
import { apacheAdmits } from './client-rules-apache.js';
import { busyboxAdmits } from './client-rules-busybox.js';
import { caddyAdmits } from './client-rules-caddy.js';
import { haproxyAdmits } from './client-rules-haproxy.js';
import { nginxAdmits } from './client-rules-nginx.js';
import { lighttpdAdmits, varnishAdmits } from './client-rules-others.js';
import type { Admittance, Coming } from './client-rules-types.js';

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

const servers: readonly (readonly [
  RegExp,
  (files: readonly ConfigurationFile[], passed: Passed, coming: Coming) => Admittance | undefined,
])[] = [
  [/nginx|openresty/i, nginxAdmits],
  [/apache|^httpd/i, apacheAdmits],
  [/^busybox/, busyboxAdmits],
  [/haproxy/i, haproxyAdmits],
  [/caddy/i, caddyAdmits],
  [/lighttpd/i, lighttpdAdmits],
  [/varnish|^cache-main/i, varnishAdmits],
];
