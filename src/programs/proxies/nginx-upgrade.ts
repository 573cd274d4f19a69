import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { serversAt } from './nginx-servers.js';
import type { Directive } from './nginx-tree.js';
import type { Passed } from './upstream.js';
import { locationsFor } from './upstreams-nginx.js';

/** A proxy_pass of nginx that does not hand the wish to switch to WebSocket on. */
export interface Withheld {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The directive as written: proxy_pass http://127.0.0.1:3000 */
  readonly text: string;
  /** The directives to be put before it; null where those that are there have to be changed by hand. */
  readonly lacks: readonly string[] | null;
}

const UPGRADE = 'proxy_set_header Upgrade $http_upgrade';
const CONNECTION = 'proxy_set_header Connection "upgrade"';
const VERSION = 'proxy_http_version 1.1';

const named = (block: readonly Directive[], name: string): readonly Directive[] =>
  block.filter(each => each.name === name);

const sets = (header: string) => (each: Directive) => each.arguments[0]?.toLowerCase() === header;

/** Values of Connection that end the wish: nginx takes an empty header out. */
const isPlain = ({ arguments: [, value = ''] }: Directive): boolean => /^(close|keep-alive)?$/i.test(value);

/** A directive as it may stand in a file; null for words that would need escapes. */
const written = ({ name, arguments: words }: Directive): string | null =>
  words.some(word => /["\\\n]/.test(word))
    ? null
    : [name, ...words.map(word => (/^[\w$.:/{}-]+$/.test(word) ? word : `"${word}"`))].join(' ');

/** What to put before a proxy_pass in this block, whose headers are its own or those of a block around it. */
function lacking(block: readonly Directive[], headers: readonly Directive[], version: string | undefined) {
  const own = named(block, 'proxy_set_header').length > 0;
  const oldVersion = version !== '1.1' && version !== '2';
  if (
    (own && headers.some(sets('connection'))) ||
    (oldVersion && named(block, 'proxy_http_version').length > 0)
  )
    return null;
  // A block with a proxy_set_header of its own inherits none (nginx.org, ngx_http_proxy_module).
  const inherited = own ? [] : headers.filter(each => !sets('connection')(each) && !sets('upgrade')(each));
  const kept = inherited.map(written);
  if (kept.includes(null)) return null;
  const upgrade = own && headers.some(sets('upgrade')) ? [] : [UPGRADE];
  return [...(oldVersion ? [VERSION] : []), ...kept.flatMap(each => each ?? []), ...upgrade, CONNECTION];
}

/** The proxy_pass by which nginx answers a request, where its headers Upgrade and Connection do not go on by it (nginx.org, "WebSocket proxying"). */
export function withheldUpgrade(files: readonly ConfigurationFile[], passed: Passed): Withheld | undefined {
  const { tree, server } = serversAt(files, passed);
  if (!server) return undefined;
  const http = tree.find(({ name, block }) => name === 'http' && block.length > 0)?.block ?? [];
  const inner = locationsFor(server, passed.path.replace(/\?.*$/s, ''));
  const blocks = [http, server.block, ...inner.map(({ block }) => block)].reverse();
  const block = blocks[0] ?? [];
  const pass = named(block, 'proxy_pass')[0];
  if (!pass) return undefined;
  const headers = blocks.map(each => named(each, 'proxy_set_header')).find(each => each.length > 0) ?? [];
  const version = blocks.flatMap(each => named(each, 'proxy_http_version'))[0]?.arguments[0];
  const connection = headers.find(sets('connection'));
  if (headers.some(sets('upgrade')) && connection && !isPlain(connection)) return undefined;
  return {
    file: pass.file,
    line: pass.line,
    text: `${pass.name} ${pass.arguments.join(' ')}`,
    lacks: lacking(block, headers, version),
  };
}
