import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { forAddress } from './for-address.js';
import { holdsForUs } from './nginx-if.js';
import { nameFits, withoutDot } from './nginx-patterns.js';
import { serversAt } from './nginx-servers.js';
import { type Directive, every } from './nginx-tree.js';
import type { Passed } from './upstream.js';
import { placesFor } from './upstreams-nginx.js';

/** One site of a web server: the names that it is for, and where that is written. */
export interface Site {
  readonly names: readonly string[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Which site answers for a host, and which others there are on the port. */
export interface Answering {
  readonly site: Site;
  /** The host is among its names; else it answers because it is the default. */
  readonly byName: boolean;
  readonly others: readonly Site[];
}

type Asked = Pick<Passed, 'port' | 'host' | 'address'>;

/** Names that stand for "anything else": _ and the empty name of nginx. */
const real = (name: string): boolean => name !== '' && name !== '_' && name !== '""';

function ofNginx(files: readonly ConfigurationFile[], asked: Asked): Answering | undefined {
  const { servers, server, byName, namesOf } = serversAt(files, asked);
  if (!server) return undefined;
  const site = (each: typeof server): Site => ({
    names: namesOf(each).filter(real),
    file: each.file,
    line: each.line,
  });
  return { site: site(server), byName, others: servers.filter(each => each !== server).map(site) };
}

interface VirtualHost extends Site {
  readonly names: string[];
  /** 10.0.0.1:80, *:80, _default_:443. */
  readonly addresses: readonly string[];
}

function virtualHosts(files: readonly ConfigurationFile[], port: number): readonly VirtualHost[] {
  const sites: VirtualHost[] = [];
  for (const { path, text } of files) {
    let open: VirtualHost | null = null;
    for (const [index, raw] of text.split('\n').entries()) {
      const line = raw.trim();
      const addresses = /^<VirtualHost\s+([^\s>][^>]*)>/i.exec(line)?.[1]?.split(/\s+/);
      const here = addresses?.filter(each => !/:\d+$/.test(each) || each.endsWith(`:${port}`)) ?? [];
      if (here.length > 0) open = { names: [], addresses: here, file: path, line: index + 1 };
      const names = /^Server(?:Name|Alias)\s+(.*)$/is.exec(line)?.[1];
      if (open && names) for (const name of names.split(/\s+/)) open.names.push(name.replace(/:\d+$/, ''));
      if (/^<\/VirtualHost>/i.test(line) && open) {
        sites.push(open);
        open = null;
      }
    }
  }
  return sites;
}

/**
 * The virtual hosts of Apache, in order: of several on one port the first is the default. One for the very address that was asked
 * leaves none to those for all (httpd.apache.org, "An In-Depth Discussion of Virtual Host Matching").
 */
function ofApache(
  files: readonly ConfigurationFile[],
  { port, host, address }: Asked,
): Answering | undefined {
  const sites = forAddress(virtualHosts(files, port), ({ addresses }) => addresses, address);
  const named = sites.find(({ names }) => names.some(name => nameFits(name, withoutDot(host ?? ''))));
  const site = named ?? sites[0];
  return site && { site, byName: named !== undefined, others: sites.filter(each => each !== site) };
}

/** Which site of nginx or Apache answers for a host on a port, by its configuration; undefined for other programs. */
export function siteFor(
  files: readonly ConfigurationFile[],
  program: string,
  asked: Asked,
): Answering | undefined {
  if (/nginx|openresty/i.test(program)) return ofNginx(files, asked);
  return /apache|^httpd/i.test(program) ? ofApache(files, asked) : undefined;
}

/** The line by which nginx hangs up on whoever names none of its sites, and the sites that it has. */
export interface HangsUp extends Omit<Site, 'names'> {
  readonly text: string;
  readonly sites: readonly string[];
}

/** nginx.org, "ngx_http_rewrite_module": return 444 closes the connection without an answer. */
const hangsUp = (block: readonly Directive[]): Directive | undefined =>
  block.find(({ name, arguments: [status] }) => name === 'return' && status === '444');

/** The line by which nginx ends a request without an answer, in its server or location; undefined where none does. */
export function hangsUpBy(files: readonly ConfigurationFile[], passed: Passed): Directive | undefined {
  return hangsUp(placesFor(files, passed).flatMap(({ block }) => block));
}

/** nginx hands the request on, so that an application answers (proxy_pass, fastcgi_pass, uwsgi_pass …). */
export const handsOn = (files: readonly ConfigurationFile[], passed: Passed): boolean =>
  placesFor(files, passed).some(({ block }) => block.some(({ name }) => name.endsWith('_pass')));

/** Variables of what a client says in its request, and not of who it is. */
const inRequest =
  /^\(?\$(?:http_|host\b|request_(?:method|uri)\b|uri\b|args?(?:_|\b)|query_string\b|cookie_)/;

/** The `if` by which nginx ends requests without an answer for what they say, as those of robots; by way of a map, too. */
export function hangsUpIf(files: readonly ConfigurationFile[], passed: Passed): Directive | undefined {
  const { tree } = serversAt(files, passed);
  const maps = every(tree, 'map').filter(({ arguments: [source = ''] }) => inRequest.test(source));
  const ofRequest = (word: string) =>
    inRequest.test(word) || maps.some(({ arguments: [, made] }) => made === word.replace(/^\(|\)$/g, ''));
  return placesFor(files, passed)
    .flatMap(({ block }) => block)
    .find(
      ({ name, arguments: words, block }) =>
        name === 'if' && ofRequest(words[0] ?? '') && holdsForUs(words, passed) !== false && hangsUp(block),
    );
}

/** The locations of a server that answer, where the one that was asked for hangs up. */
export function answeringBeside(files: readonly ConfigurationFile[], passed: Passed): readonly string[] {
  const { server } = serversAt(files, passed);
  if (!server || hangsUp(server.block) || !hangsUpBy(files, passed)) return [];
  return server.block
    .filter(
      ({ name, arguments: [first], block }) =>
        name === 'location' && !first?.startsWith('@') && !hangsUp(block),
    )
    .map(({ arguments: words }) => words.at(-1) ?? '');
}

/** Undefined where nginx answers for the host by the configuration, or has no other site on the port that would. */
export function hangsUpOn(files: readonly ConfigurationFile[], passed: Passed): HangsUp | undefined {
  const { servers, server, byName, namesOf } = serversAt(files, passed);
  if (!server || byName) return undefined;
  const line = hangsUpBy(files, passed);
  const sites = servers
    .filter(each => each !== server && !hangsUp(each.block))
    .flatMap(each => namesOf(each).filter(real));
  if (!line || sites.length === 0) return undefined;
  return { file: line.file, line: line.line, text: 'return 444', sites: [...new Set(sites)] };
}
