import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { sitesFor } from '../access/caddy-blocks.js';
import { fitsPath, type Matchers, matchersIn } from '../access/caddy-matchers.js';
import { caddyTree, type Node } from '../access/caddy-tree.js';
import { optionValues } from '../options.js';
import { COMMAND_LINE, hostAndPort, type Passed, pathOf, type Upstream } from './upstream.js';
import { type Line, linesOf, ofUrl } from './upstreams-others.js';

/** The directives that pass requests on, and the blocks that take them, by the order in which a request meets them ("Directive order"). */
const RANKS: Readonly<Record<string, number>> = {
  forward_auth: 0,
  handle: 1,
  handle_path: 1,
  route: 2,
  reverse_proxy: 3,
  php_fastcgi: 4,
};

/** One of them, and its matcher where it has one. */
const TAKES = new RegExp(`^(${Object.keys(RANKS).join('|')})(?:\\s+([/@*]\\S*))?(?:\\s|$)`);

const PASSES = /^(?:reverse_proxy|php_fastcgi|forward_auth)\b/;

/** Of several of a kind the one with the longest path is taken, and what has no matcher last. */
const closeness = (matcher: string): number =>
  matcher.startsWith('/') ? matcher.length : Number(matcher.startsWith('@'));

/** The directives of a block that pass the request on, or may. */
function passesIn(block: readonly Node[], around: Matchers, path: string): readonly Node[] {
  const matchers = matchersIn(block, around);
  const fitting = block.flatMap(node => {
    const [, directive = '', matcher = '*'] = TAKES.exec(node.text) ?? [];
    const rank = RANKS[directive];
    const fits = rank === undefined ? false : fitsPath(matcher, matchers, path);
    if (rank === undefined || fits === false) return [];
    const stripped = directive === 'handle_path' ? matcher.replace(/\/?\*$/, '').length : 0;
    const passes = PASSES.test(node.text)
      ? [node]
      : passesIn(node.block, matchers, path.slice(stripped) || '/');
    return passes.length > 0 ? [{ passes, fits, matcher, rank, at: closeness(matcher) }] : [];
  });
  // forward_auth takes nothing from what comes behind it.
  const taking = fitting.filter(({ fits, rank }) => fits && rank > 0);
  const last = Math.min(...taking.map(({ rank }) => rank));
  const closest = Math.max(0, ...taking.map(({ rank, at }) => (rank === last ? at : 0)));
  const isPassed = ({ fits, matcher, rank, at }: (typeof fitting)[number]) =>
    rank < last || (rank === last && (!fits || matcher.startsWith('@') || at >= closest));
  return fitting.filter(isPassed).flatMap(({ passes }) => passes);
}

/** All that pass requests on, whichever. */
const passesOf = (block: readonly Node[]): readonly Node[] =>
  block.flatMap(node => (PASSES.test(node.text) ? [node] : passesOf(node.block)));

/** What it speaks to its upstreams, unless their scheme says so: `transport http { tls }`. */
function spoken({ text, block }: Node): Upstream['protocol'] {
  const transport = block.find(each => each.text.startsWith('transport '));
  if (text.startsWith('php_fastcgi') || transport?.text.startsWith('transport fastcgi')) return 'fastcgi';
  return transport?.block.some(each => /^tls/.test(each.text)) ? 'https' : 'http';
}

function ofDirective(node: Node): readonly Upstream[] {
  const protocol = spoken(node);
  const lines = [node, ...node.block.filter(({ text }) => text.startsWith('to '))];
  return lines.flatMap(line =>
    line.text
      .split(/\s+/)
      .slice(1)
      .filter(word => !/^([/@*]|\{?$)/.test(word))
      .flatMap(word => ofCaddy(word, protocol, line)),
  );
}

/** Caddy: reverse_proxy, php_fastcgi and forward_auth, with `to` and matchers; or `caddy reverse-proxy --to :9000`. */
export function caddyUpstreams(files: readonly ConfigurationFile[], passed: Passed): readonly Upstream[] {
  const { args = [] } = passed;
  if (args[0] === 'reverse-proxy')
    return optionValues(args, ['--to', '-t']).flatMap(word =>
      ofCaddy(word, 'http', { file: COMMAND_LINE, line: 0, text: `--to ${word}` }),
    );
  const fitting = sitesFor(files, passed).flatMap(site => passesIn(site, new Map(), pathOf(passed)));
  if (fitting.length > 0) return fitting.flatMap(ofDirective);
  // An address with a placeholder, {$PORT}, is no site that is known, and a path may be rewritten first.
  return passesOf(caddyTree(linesOf(files)))
    .flatMap(ofDirective)
    .map(each => ({ ...each, otherPath: true }));
}

/** An upstream address of Caddy: unix//path, scheme://host:port, :port, host:port. */
function ofCaddy(word: string, protocol: Upstream['protocol'], line: Line): readonly Upstream[] {
  const common = { file: line.file, line: line.line, text: line.text };
  const socket = /^unix(?:\+h2c)?\/(\/\S+)$/.exec(word)?.[1];
  if (socket) return [{ ...common, protocol, host: null, port: null, path: socket }];
  if (word.includes('://')) return ofUrl(word, line);
  const found = hostAndPort(word, 80);
  return found ? [{ ...common, protocol, ...found, path: null }] : [];
}
