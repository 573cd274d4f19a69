import type { ConfigurationFile } from '../facts/configuration/types.js';
import { isLoopback } from '../net/prefix.js';
import { caddyAdmits } from './client-rules-caddy.js';
import { haproxyAdmits } from './client-rules-haproxy.js';
import { lighttpdAdmits, varnishAdmits } from './client-rules-others.js';
import { meansClient } from './client-words.js';
import { type Directive, every } from './nginx-tree.js';
import { type Passed, pathOf } from './upstream.js';
import { isOfStream, locationsFor, portsOf, serversAt } from './upstreams-nginx.js';
import { inVirtualHosts, linesOf } from './upstreams-others.js';

/** What a web server's configuration says of clients from one address, and where. */
export interface Admittance {
  readonly admitted: boolean;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The line that decides: deny all */
  readonly text: string;
  /** Who is kept out by it may come in with a password all the same: satisfy any. */
  readonly password?: true;
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

/** What returns answers everybody: that comes before the rules about addresses (nginx.org, "Development guide", "Phases"). */
const returns = (level: Directive | undefined): boolean =>
  level?.block.some(({ name }) => name === 'return') ?? false;

/** nginx.org, "ngx_http_access_module": the nearest block with rules counts, and there the first that fits. */
function ofNginx(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client }: Coming,
): Admittance | undefined {
  const { tree, server } = serversAt(files, passed);
  if (!server) return undefined;
  const outer = tree.find(({ block }) => every(block, 'server').includes(server))?.block ?? tree;
  const locations = locationsFor(server, pathOf(passed));
  const levels = [outer, server.block, ...locations.map(({ block }) => block)];
  if (!isOfStream(server, tree) && [server, locations.at(-1)].some(returns)) return undefined;
  const any = levels.some(block => block.some(each => written(each) === 'satisfy any'));
  const rules = levels
    .map(block => block.filter(({ name }) => name === 'allow' || name === 'deny'))
    .findLast(found => found.length > 0);
  if (!rules) return undefined;
  const rule = rules.find(
    ({ arguments: [whom = ''] }) => whom === 'all' || meansClient(whom, client) === true,
  );
  const accounts = levels
    .map(block => block.filter(({ name }) => /^auth_(?:basic|jwt|request)$/.test(name)))
    .findLast(found => found.length > 0)
    ?.filter(({ arguments: [what] }) => what !== 'off');
  // Whom the server that auth_request asks lets in is that one's matter.
  if (any && accounts?.some(({ name }) => name === 'auth_request')) return undefined;
  return (
    rule && {
      admitted: rule.name === 'allow',
      file: rule.file,
      line: rule.line,
      text: written(rule),
      ...(any && accounts?.length && { password: true }),
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

interface Section {
  readonly kind: string;
  readonly place: string;
  readonly requires: { readonly text: string; readonly line: number; readonly file: string }[];
  /** Containers that combine requirements, or accounts, are in it. */
  more: boolean;
}

/** httpd.apache.org, "How the sections are merged": directories from short to long, then locations; the last one counts. */
function ofApache(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const { root, sections } = sectionsOf(files, passed.port);
  const path = pathOf(passed);
  const file = root + path;
  const applies = ({ kind, place, requires, more }: Section) =>
    (requires.length > 0 || more) &&
    (kind === 'location' ? path.startsWith(place) : `${file}/`.startsWith(place.replace(/\/?$/, '/')));
  const fitting = sections.filter(applies).sort((a, b) => rank(a) - rank(b));
  const last = fitting.at(-1);
  if (!last || last.more) return undefined;
  const judged = last.requires.map(({ text }) => grants(text, coming));
  if (judged.includes(undefined)) return undefined;
  const by = last.requires[Math.max(0, judged.indexOf(true))]!;
  return { admitted: judged.includes(true), file: by.file, line: by.line, text: `Require ${by.text}` };
}

const rank = ({ kind, place }: Section): number => (kind === 'location' ? 10_000 : 0) + place.length;

/** Apache takes the first parts of an address without a dot behind them. */
const PARTS = /^\d+(\.\d+){0,2}\.?$/;
const OPENS = /^<(Directory|Location)\s+"?([^"\s>~]+)"?>/i;
const CLOSES = /^<\/(Directory|Location)>/i;
/** What lets a requirement rest on more than addresses, or on those of Apache 2.2. */
const MORE = /^(<(Require|Limit|If|Files)|Satisfy|Order|Allow from|Deny from)/i;

function sectionsOf(files: readonly ConfigurationFile[], port: number) {
  const sections: Section[] = [];
  let root = '';
  let open: Section | undefined;
  for (const { text, line, file } of inVirtualHosts(linesOf(files), port)) {
    root = /^DocumentRoot\s+"?([^"\s]+)/i.exec(text)?.[1] ?? root;
    const [, kind, place] = OPENS.exec(text) ?? [];
    if (kind && place) {
      open = { kind: kind.toLowerCase(), place, requires: [], more: false };
      sections.push(open);
    }
    if (CLOSES.test(text)) open = undefined;
    if (!open) continue;
    open.more ||= MORE.test(text);
    const required = /^Require\s+(.+)$/is.exec(text)?.[1];
    if (required) open.requires.push({ text: required.trim(), line, file });
  }
  return { root, sections };
}

/** Whether one Require lets the client in; undefined where that rests on more than its address. */
function grants(text: string, { client, server }: Coming): boolean | undefined {
  const [kind = '', ...words] = text.toLowerCase().split(/\s+/);
  if (kind === 'all') return words[0] === 'granted';
  if (kind === 'local') return isLoopback(client) || client === server;
  if (kind !== 'ip') return undefined;
  return words.some(
    word => meansClient(PARTS.test(word) ? `${word.replace(/\.$/, '')}.` : word, client) === true,
  );
}

const servers: readonly (readonly [
  RegExp,
  (files: readonly ConfigurationFile[], passed: Passed, coming: Coming) => Admittance | undefined,
])[] = [
  [/nginx|openresty/i, ofNginx],
  [/apache|^httpd/i, ofApache],
  [/haproxy/i, haproxyAdmits],
  [/caddy/i, caddyAdmits],
  [/lighttpd/i, lighttpdAdmits],
  [/varnish|^cache-main/i, varnishAdmits],
];
