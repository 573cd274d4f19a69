import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { mapped } from './nginx-map.js';
import { matches } from './nginx-patterns.js';
import { serversAt } from './nginx-servers.js';
import { type Directive, every } from './nginx-tree.js';
import { hostAndPort, type Passed, portOf, type Upstream } from './upstream.js';

const passes: Readonly<Record<string, Upstream['protocol']>> = {
  proxy_pass: 'http',
  fastcgi_pass: 'fastcgi',
  uwsgi_pass: 'uwsgi',
  scgi_pass: 'scgi',
  grpc_pass: 'grpc',
};

/** A directive that hands a request on. */
export const isPass = ({ name }: Directive): boolean => Object.hasOwn(passes, name);

/** How well a location fits a path: exact beats ^~ and regular expressions, these beat the longest prefix. */
function closeness({ arguments: words }: Directive, path: string): number {
  const [first = '', second = ''] = words;
  if (first === '=') return second === path ? 10_000 : -1;
  if (first === '~' || first === '~*') return matches(second, path, first === '~*' ? 'i' : '') ? 5_000 : -1;
  const prefix = first === '^~' ? second : first;
  if (!path.startsWith(prefix)) return -1;
  return prefix.length + (first === '^~' ? 6_000 : 0);
}

/** The locations that a path is in, the outermost first; empty where it is in none. */
export function locationsFor(server: Directive, path: string): readonly Directive[] {
  const locations = server.block
    .filter(({ name, arguments: words }) => name === 'location' && !words[0]?.startsWith('@'))
    .map(location => ({ location, fits: closeness(location, path) }))
    .filter(({ fits }) => fits >= 0)
    .sort((a, b) => b.fits - a.fits);
  const best = locations[0]?.location;
  return best === undefined ? [] : [best, ...locationsFor(best, path)];
}

const locationFor = (server: Directive, path: string): Directive =>
  locationsFor(server, path).at(-1) ?? server;

/** Where nginx deals with a request: its server, and the innermost location, which counts alone of those in one another. */
export function placesFor(files: readonly ConfigurationFile[], passed: Passed): readonly Directive[] {
  const { server } = serversAt(files, passed);
  return server ? [server, ...locationsFor(server, passed.path).slice(-1)] : [];
}

/** try_files … @name and error_page … @name hand over to a named location. */
const handedTo = (location: Directive, server: Directive): readonly Directive[] =>
  [...location.block, ...server.block]
    .filter(({ name }) => name === 'try_files' || name === 'error_page')
    .flatMap(each => {
      const named = each.arguments.at(-1);
      return server.block.filter(
        ({ name, arguments: words }) => name === 'location' && words[0] === named && named?.startsWith('@'),
      );
    });

/** Variables that are the name which the client asks by. */
const byHost = /^\$\{?(?:host|http_host|ssl_preread_server_name|ssl_server_name)\}?$/;

interface Site {
  readonly server: Directive;
  readonly tree: readonly Directive[];
  /** The upstream blocks. */
  readonly groups: readonly Directive[];
  /** The name that was asked for. */
  readonly host: string | null;
}

/** Replaces variables that are set to plain text, or that a map makes of the name. */
function expanded(text: string, { server, tree, host }: Site): string {
  if (!text.includes('$')) return text;
  const sets = every(server.block, 'set');
  return text.replace(/\$\{?(\w+)\}?/g, whole => {
    const name = whole.replace(/[{}]/g, '');
    const set = sets.find(({ arguments: words }) => words[0] === name)?.arguments[1];
    if (set !== undefined || host === null) return set ?? whole;
    const map = every(tree, 'map').find(
      ({ arguments: [source = '', made] }) => made === name && byHost.test(source),
    );
    return (map && mapped(map, host)) || whole;
  });
}

/** The targets of one pass directive: itself, or the servers of the group that it names. */
function targetsOf(pass: Directive, site: Site): readonly Upstream[] {
  const written = expanded(pass.arguments[0] ?? '', site);
  const [, scheme, rest = ''] = /^(?:(https?|grpcs?):\/\/)?([\s\S]*)$/.exec(written) ?? [];
  const protocol = scheme === 'https' ? 'https' : (passes[pass.name] ?? 'http');
  const text = `${pass.name} ${pass.arguments.join(' ')}`;
  const target = (address: string, by: Directive, says: string): readonly Upstream[] => {
    const common = { protocol, file: by.file, line: by.line, text: says };
    const socket = /^unix:([^:;\s]+)/.exec(address)?.[1]?.replace(/^\/+/, '/');
    if (socket) return [{ ...common, host: null, port: null, path: socket }];
    const found = hostAndPort(address.replace(/\/.*$/s, ''), portOf(protocol));
    return found && !found.host.includes('$') ? [{ ...common, ...found, path: null }] : [];
  };
  const name = rest.replace(/[/:].*$/s, '');
  const upstream = site.groups.find(each => each.arguments[0] === name);
  if (!upstream) return target(rest, pass, text);
  return upstream.block
    .filter(({ name, arguments: words }) => name === 'server' && !words.includes('down'))
    .flatMap(each => target(each.arguments[0] ?? '', each, `server ${each.arguments.join(' ')}`));
}

/** A server of the stream module passes bytes on, of whatever protocol (nginx.org, "ngx_stream_proxy_module"). */
export const isOfStream = (server: Directive, tree: readonly Directive[]): boolean =>
  tree.some(({ name, block }) => name === 'stream' && every(block, 'server').includes(server));

const bytes = (server: Directive): Pick<Upstream, 'raw' | 'proxyHeader'> => ({
  raw: true,
  ...(server.block.some(each => each.name === 'proxy_protocol' && each.arguments[0] === 'on') && {
    proxyHeader: true,
  }),
});

/** Where nginx passes a request on to; every upstream of the site where its location is not plain. */
export function nginxUpstreams(files: readonly ConfigurationFile[], passed: Passed): readonly Upstream[] {
  const { tree, server } = serversAt(files, passed);
  if (!server) return [];
  const location = locationFor(server, passed.path.replace(/\?.*$/s, ''));
  const blocks = [location, ...handedTo(location, server)];
  const near = blocks.flatMap(({ block }) => block).filter(isPass);
  const nested =
    near.length > 0
      ? near
      : blocks.flatMap(({ block }) => Object.keys(passes).flatMap(name => every(block, name)));
  if (nested.length === 0 && location.block.some(({ name }) => name === 'return')) return [];
  const found = nested.length > 0 ? nested : Object.keys(passes).flatMap(name => every(server.block, name));
  const way = {
    ...(isOfStream(server, tree) && bytes(server)),
    ...(near.length === 0 && !isOfStream(server, tree) && { otherPath: true as const }),
  };
  const site = { server, tree, groups: every(tree, 'upstream'), host: passed.host };
  return found.flatMap(pass => targetsOf(pass, site)).map(upstream => ({ ...upstream, ...way }));
}
