import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { caddySites } from '../proxies/caddy-sites.js';
import { nameRank } from '../proxies/nginx-patterns.js';
import { type Passed, pathOf } from '../proxies/upstream.js';
import { linesOf } from '../proxies/upstreams-others.js';
import { caddyTree, type Node } from './caddy-tree.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { anyMeansClient, UNANSWERED } from './client-words.js';
import { all, either, type Term } from './terms.js';

const PRIVATE = ['192.168.0.0/16', '172.16.0.0/12', '10.0.0.0/8', '127.0.0.0/8', 'fd00::/8', '::1'];

/** `remote_ip RANGE…` or `not remote_ip RANGE…` (caddyserver.com/docs/caddyfile/matchers); undefined for all else. */
function caddyMatches(text: string, client: string): boolean | undefined {
  const [, no, list = ''] = /^(not\s+)?(?:remote_ip|client_ip)\s+([^{}]+)$/.exec(text) ?? [];
  const words = list
    .split(/\s+/)
    .filter(Boolean)
    .flatMap(word => (word === 'private_ranges' ? PRIVATE : [word]));
  const found = words.length === 0 ? undefined : anyMeansClient(words, client);
  return found === undefined ? undefined : found === (no === undefined);
}

/** Whether a path matcher fits (`/admin`, `/admin/*`), or there is none; undefined for the others. */
function pathFits(matcher: string, path: string): boolean | undefined {
  if (matcher === '{' || matcher === '*') return true;
  if (!/^\/[^*{]*\*?$/.test(matcher)) return undefined;
  const [asked, wanted] = [path.toLowerCase(), matcher.toLowerCase()];
  return wanted.endsWith('*') ? asked.startsWith(wanted.slice(0, -1)) : asked === wanted;
}

/** Blocks that take a request before `abort`, `error` and `respond` beside them do ("Directive order"). */
const TAKES = /^(?:handle|handle_path|route)\s+(\S+)/;
/** Answers to a path, which come before those with a named matcher, or at all. */
const ANSWERS = /^(?:redir|respond|error|abort)\s+(\/\S*)/;
const ENDS = /^(?:(?:respond|error)\s+(@[\w-]+)\s(?:.*\s)?(40[134])|abort\s+(@[\w-]+))$/;

interface Asking {
  readonly client: string;
  readonly path: string;
}

/** The lines of each named matcher. */
type Matchers = ReadonlyMap<string, readonly string[]>;

/**
 * Each kind of line of a matcher has to hold, by one of its lines, and each `not`; undefined where none is about the
 * client's address, or that cannot be told.
 */
function namedFits(lines: readonly string[] = [], { client, path }: Asking): Term {
  const kinds = new Map<string, Term[]>();
  for (const text of lines) {
    const [first = ''] = text.split(/\s/, 1);
    const kind = first === 'not' ? text : first;
    const paths = /^path\s+(.+)$/.exec(text)?.[1]?.split(/\s+/);
    const terms = paths ? paths.map(each => pathFits(each, path)) : [caddyMatches(text, client)];
    kinds.set(kind, [...(kinds.get(kind) ?? []), ...terms]);
  }
  const isByAddress = lines.some(text => caddyMatches(text, client) !== undefined);
  return isByAddress ? all([...kinds.values()].map(either)) : undefined;
}

/** Of two paths the longer one comes first, and whatever has a matcher before what has none; else the order is as written. */
function precedence(one: string, other: string): number {
  if (one.startsWith('/') && other.startsWith('/')) return other.length - one.length;
  return Number(one === '{') - Number(other === '{');
}

const fitsMatcher = (matcher: string, matchers: Matchers, asking: Asking): Term =>
  matcher.startsWith('@') ? namedFits(matchers.get(matcher), asking) : pathFits(matcher, asking.path);

/** The block that a request goes into beside what may end it there: null where none, undefined where that is not told. */
function takerIn(block: readonly Node[], matchers: Matchers, asking: Asking): Node | null | undefined {
  const fitting = block.flatMap(node => {
    const [, matcher] = TAKES.exec(node.text) ?? [];
    const fits = matcher === undefined ? false : fitsMatcher(matcher, matchers, asking);
    return fits === false ? [] : [{ node, fits, matcher: matcher! }];
  });
  if (fitting.length === 0) return null;
  if (fitting.some(({ fits }) => fits === undefined)) return undefined;
  // A route beside a handle is left open.
  const kinds = new Set(fitting.map(({ node }) => node.text.split(/\s/, 1)[0]));
  return kinds.size > 1 ? undefined : fitting.sort((a, b) => precedence(a.matcher, b.matcher))[0]!.node;
}

/** `handle @office { … }`: which of the blocks beside it is taken depends on the address. */
const parts = (block: readonly Node[], matchers: Matchers, asking: Asking): boolean =>
  block.some(({ text }) => {
    const [, matcher = ''] = TAKES.exec(text) ?? [];
    return namedFits(matchers.get(matcher), asking) !== undefined;
  });

/** An answer to everybody who comes this far. */
const REFUSES = /^(?:(?:respond|error)\s+(?:"[^"]*"\s+|[^@/"\s]\S*\s+)?(40[134]|429|503)|abort)$/;

const refusalIn = (block: readonly Node[]): Admittance | undefined => {
  const found = block.find(({ text }) => REFUSES.test(text));
  if (!found) return undefined;
  const { file, line, text } = found;
  const status = Number(REFUSES.exec(text)?.[1] ?? UNANSWERED);
  return { admitted: false, file, line, text, status };
};

/** `basic_auth @name`: a password is wanted of some addresses, before anything else is answered. */
function passwordIn(block: readonly Node[], matchers: Matchers, asking: Asking): Admittance | undefined {
  for (const { file, line, text } of block) {
    const [, name = ''] = /^basic_?auth\s+(@[\w-]+)/.exec(text) ?? [];
    if (namedFits(matchers.get(name), asking)) return { admitted: false, file, line, text, password: true };
  }
  return undefined;
}

/** What a block says of a client, by its named matchers and those around it; `parted` where its address led into it. Past a block that takes others by theirs, it comes to what is left. */
function saidIn(
  block: readonly Node[],
  around: Matchers,
  asking: Asking,
  parted = false,
): Admittance | undefined {
  const matchers = new Map(around);
  for (const { text, block: inner } of block) {
    const [, name, test] = /^(@[\w-]+)\s+(.+)$/.exec(text) ?? [];
    if (name) matchers.set(name, test === '{' ? inner.map(each => each.text) : [test!]);
  }
  const password = passwordIn(block, matchers, asking);
  if (password) return password;
  const taker = takerIn(block, matchers, asking);
  if (taker === undefined) return undefined;
  const byAddress = parted || parts(block, matchers, asking);
  if (taker) return saidIn(taker.block, matchers, asking, byAddress);
  const answered = block.some(({ text }) => {
    const [, matcher] = ANSWERS.exec(text) ?? [];
    return matcher !== undefined && pathFits(matcher, asking.path) !== false;
  });
  if (answered) return undefined;
  return firstOf(block, matchers, asking) ?? (byAddress ? refusalIn(block) : undefined);
}

function firstOf(block: readonly Node[], matchers: Matchers, asking: Asking): Admittance | undefined {
  let last: Admittance | undefined;
  for (const { file, line, text } of block) {
    const [, answered, status = UNANSWERED, cut] = ENDS.exec(text) ?? [];
    const fits = namedFits(matchers.get(answered ?? cut ?? ''), asking);
    if (fits === undefined) continue;
    last = { admitted: !fits, file, line, text, ...(fits && { status: Number(status) }) };
    if (fits) return last;
  }
  return last;
}

/** A site for every host is less close than any name. */
const ANY = 0.5;

/** Caddy: `respond @name 403`, `error @name 403` or `abort @name`, where @name tests the client's address alone. */
export function caddyAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client }: Coming,
): Admittance | undefined {
  const { port, host } = passed;
  const here = caddySites(files)
    .filter(site => (site.port ?? port) === port)
    .map(({ file, line, host: name }) => ({
      place: `${line} ${file}`,
      fits: name === '' ? ANY : nameRank(name, host ?? ''),
    }));
  // The closest name counts.
  const best = Math.max(...here.map(({ fits }) => fits), ANY);
  const sites = new Set(here.flatMap(({ place, fits }) => (fits === best ? place : [])));
  const asking = { client, path: pathOf(passed) };
  const root = caddyTree(linesOf(files));
  const said = root
    .filter(({ file, line }) => sites.has(`${line} ${file}`))
    .flatMap(
      site => saidIn(site.text.endsWith('{') ? site.block : after(site, root), new Map(), asking) ?? [],
    );
  return said.find(({ admitted }) => !admitted) ?? said.at(-1);
}

/** A file of one site alone may do without braces: what follows the address is its block. */
const after = (site: Node, root: readonly Node[]): readonly Node[] =>
  root.slice(root.indexOf(site) + 1).filter(({ file }) => file === site.file);
