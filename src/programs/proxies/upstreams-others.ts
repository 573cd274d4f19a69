import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { hostAndPort, type Passed, portOf, type Upstream } from './upstream.js';

/** A line of a configuration file. */
export interface Line {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** The lines of a text, numbered; one that ends in a backslash goes on in the next. */
function continued(text: string): { line: number; text: string }[] {
  const found: { line: number; text: string }[] = [];
  let open: { text: string } | undefined;
  for (const [index, each] of text.split('\n').entries()) {
    const part = { line: index + 1, text: each.replace(/\\\r?$/, '') };
    const goesOn = part.text.length < each.length;
    if (open) open.text += ` ${part.text}`;
    else found.push(part);
    open = goesOn ? (open ?? part) : undefined;
  }
  return found;
}

/** Lines without comments and blanks at their ends; continuation lines are joined. */
export function linesOf(files: readonly ConfigurationFile[]): readonly Line[] {
  return files.flatMap(({ path, text }) =>
    continued(text)
      .map(({ line, text: whole }) => ({ file: path, line, text: whole.replace(/(^|\s)#.*$/s, '').trim() }))
      .filter(line => line.text !== ''),
  );
}

const protocols: Readonly<Record<string, Upstream['protocol']>> = {
  http: 'http',
  https: 'https',
  ws: 'http',
  wss: 'https',
  h2c: 'grpc',
  h2: 'grpc',
  fcgi: 'fastcgi',
  uwsgi: 'uwsgi',
  scgi: 'scgi',
  ajp: 'ajp',
};

const protocolOf = (scheme: string): Upstream['protocol'] | undefined =>
  Object.hasOwn(protocols, scheme) ? protocols[scheme] : undefined;

/** scheme://host:port/path, or unix:/path|scheme://name of Apache. */
export function ofUrl(url: string, line: Line): readonly Upstream[] {
  const common = { file: line.file, line: line.line, text: line.text };
  const [, socket, over] = /^unix:([^|]+)(?:\|(\w+):)?/.exec(url) ?? [];
  if (socket)
    return [
      { ...common, protocol: protocolOf(over ?? 'http') ?? 'http', host: null, port: null, path: socket },
    ];
  const [, scheme, authority] = /^(\w+):\/\/([^/\s]+)/.exec(url) ?? [];
  const protocol = scheme && protocolOf(scheme.toLowerCase());
  const found = protocol && authority ? hostAndPort(authority, portOf(scheme)) : undefined;
  return found && protocol ? [{ ...common, protocol, ...found, path: null }] : [];
}

/** The lines of the virtual hosts of a port, with those outside of any; all lines where no virtual host has the port. */
export function inVirtualHosts(lines: readonly Line[], port: number): readonly Line[] {
  let here: boolean | null = null;
  let found = false;
  const kept = lines.filter(({ text }) => {
    const [, addresses] = /^<VirtualHost\s+([^\s>][^>]*)>/i.exec(text) ?? [];
    if (addresses !== undefined) {
      here = addresses.split(/\s+/).some(address => !/:\d+$/.test(address) || address.endsWith(`:${port}`));
      found ||= here;
    }
    const keep = here !== false;
    if (/^<\/VirtualHost>/i.test(text)) here = null;
    return keep;
  });
  return found ? kept : lines;
}

const longest = (path: string) => (a: { prefix: string }, b: { prefix: string }) =>
  Number(path.startsWith(b.prefix)) - Number(path.startsWith(a.prefix)) || b.prefix.length - a.prefix.length;

/** Apache: ProxyPass, ProxyPassMatch, RewriteRule … [P], SetHandler "proxy:…", and the members of balancers. */
export function apacheUpstreams(
  files: readonly ConfigurationFile[],
  { port, path }: Passed,
): readonly Upstream[] {
  const lines = linesOf(files);
  const mine = inVirtualHosts(lines, port);
  const members = lines.filter(({ text }) => /^BalancerMember\s/i.test(text));
  let location = '/';
  const passes = mine.flatMap(line => {
    location =
      /^<Location(?:Match)?\s+"?([^"\s>][^">]*)"?>/i.exec(line.text)?.[1] ??
      (/^<\/Location/i.test(line.text) ? '/' : location);
    const [, one, two] = /^ProxyPass(?:Match)?\s+"?([^"\s]+)"?(?:\s+"?([^"\s]+)"?)?/i.exec(line.text) ?? [];
    const url = two !== undefined && !two.includes('=') ? two : one;
    if (url !== undefined) return url === '!' ? [] : [{ prefix: url === one ? location : one!, url, line }];
    const handler = /^SetHandler\s+"?proxy:([^"\s]+)/i.exec(line.text)?.[1];
    const rewrite = /^RewriteRule\s+\S+\s+"?((?:unix:[^\s|]*\|)?[^\s:]+:\/\/[^"\s]+)"?\s+\[[^\]]*\bP\b/i.exec(
      line.text,
    )?.[1];
    const found = handler ?? rewrite;
    return found === undefined ? [] : [{ prefix: location, url: found, line }];
  });
  const fitting = passes.filter(({ prefix }) => path.startsWith(prefix) || !prefix.startsWith('/'));
  const best = (fitting.length > 0 ? fitting : passes).sort(longest(path));
  return best
    .slice(0, 4)
    .flatMap(({ url, line }) =>
      url.startsWith('balancer://')
        ? members.flatMap(member =>
            ofUrl(/^BalancerMember\s+"?([^"\s]+)/i.exec(member.text)?.[1] ?? '', member),
          )
        : ofUrl(url, line),
    )
    .map(each => (fitting.length > 0 ? each : { ...each, otherPath: true as const }));
}
