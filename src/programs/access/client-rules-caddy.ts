import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Passed, pathOf } from '../proxies/upstream.js';
import { sitesFor } from './caddy-blocks.js';
import {
  type Asking,
  fitsMatcher,
  type Matchers,
  matchersIn,
  namedFits,
  parts,
  pathFits,
} from './caddy-matchers.js';
import type { Node } from './caddy-tree.js';
import type { Admittance, Coming, Written } from './client-rules-types.js';
import { UNANSWERED } from './client-words.js';

/** Blocks that take a request before `abort`, `error` and `respond` beside them do ("Directive order"). */
const TAKES = /^(?:handle|handle_path|route)\s+(\S+)/;
/** Answers to a path, which come before those with a named matcher, or at all. */
const ANSWERS = /^(?:redir|respond|error|abort)\s+(\/\S*)/;
const ENDS = /^(?:(?:respond|error)\s+(@[\w-]+)\s(?:.*\s)?(40[134])|abort\s+(@[\w-]+))$/;

/** Of two paths the longer one comes first, and whatever has a matcher before what has none; else the order is as written. */
function precedence(one: string, other: string): number {
  if (one.startsWith('/') && other.startsWith('/')) return other.length - one.length;
  return Number(one === '{') - Number(other === '{');
}

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
const isParted = (block: readonly Node[], matchers: Matchers, asking: Asking): boolean =>
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
  const matchers = matchersIn(block, around);
  const password = passwordIn(block, matchers, asking);
  if (password) return password;
  const taker = takerIn(block, matchers, asking);
  if (taker === undefined) return undefined;
  const byAddress = parted || isParted(block, matchers, asking);
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

/** Caddy: `respond @name 403`, `error @name 403` or `abort @name`, where @name tests the client's address alone. */
export function caddyAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client }: Coming,
): Admittance | undefined {
  const asking = { client, path: pathOf(passed) };
  const said = sitesFor(files, passed).flatMap(site => saidIn(site, new Map(), asking) ?? []);
  return said.find(({ admitted }) => !admitted) ?? said.at(-1);
}

/** What decides on an answer, by a named matcher. */
const DECIDES =
  /^(?:respond|error|abort|redir|root|rewrite|uri|try_files|file_server|reverse_proxy|php_fastcgi|handle|handle_path|route|basic_?auth|forward_auth)\s+(@[\w-]+)/;

/** The first line of a block, and of those in it, that counts for one client and not for the other, or of which that cannot be told. */
function partsIn(
  block: readonly Node[],
  around: Matchers,
  askings: readonly [Asking, Asking],
): Node | undefined {
  const matchers = matchersIn(block, around);
  for (const node of block) {
    if (parts(matchers.get(DECIDES.exec(node.text)?.[1] ?? ''), ...askings)) return node;
    const [, matcher] = TAKES.exec(node.text) ?? [];
    const isIn = matcher === undefined || fitsMatcher(matcher, matchers, askings[0]) !== false;
    const inside = isIn && !node.text.startsWith('@') && partsIn(node.block, matchers, askings);
    if (inside) return inside;
  }
  return undefined;
}

/** The line of Caddy by which it may answer one client otherwise than another. */
export function caddyApart(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client }: Coming,
  other: string,
): Written | undefined {
  const path = pathOf(passed);
  return sitesFor(files, passed)
    .map(site =>
      partsIn(site, new Map(), [
        { client, path },
        { client: other, path },
      ]),
    )
    .find(Boolean);
}
