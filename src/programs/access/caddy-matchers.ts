import type { Node } from './caddy-tree.js';
import { anyMeansClient } from './client-words.js';
import { all, differ, either, not, type Term } from './terms.js';

const PRIVATE = ['192.168.0.0/16', '172.16.0.0/12', '10.0.0.0/8', '127.0.0.0/8', 'fd00::/8', '::1'];

/** One client's request. */
export interface Asking {
  readonly client: string;
  readonly path: string;
}

/** The lines of each named matcher. */
export type Matchers = ReadonlyMap<string, readonly string[]>;

/** Something about the client's address. */
const BY_ADDRESS = /\b(?:remote|client)_ip\b/;

/** Whether a path matcher fits (`/admin`, `/admin/*`), or there is none; undefined for the others. */
export function pathFits(matcher: string, path: string): boolean | undefined {
  if (matcher === '{' || matcher === '*') return true;
  if (!/^\/[^*{]*\*?$/.test(matcher)) return undefined;
  const [asked, wanted] = [path.toLowerCase(), matcher.toLowerCase()];
  return wanted.endsWith('*') ? asked.startsWith(wanted.slice(0, -1)) : asked === wanted;
}

/** `remote_ip RANGE…`, `path PATH…` and `method GET` (caddyserver.com/docs/caddyfile/matchers); undefined for all else. */
function matcherFits(kind: string, words: readonly string[], { client, path }: Asking): Term {
  if (kind === 'path') return either(words.map(each => pathFits(each, path)));
  if (kind === 'method') return words.includes('GET');
  const ranges = words.flatMap(word => (word === 'private_ranges' ? PRIVATE : [word]));
  return BY_ADDRESS.test(kind) && words.length > 0 ? anyMeansClient(ranges, client) : undefined;
}

const CALL = /^(!?)\s*(\w+)\(([^()]*)\)$/;

/** An expression of such matchers, joined by && and ||: `!remote_ip('10.0.0.0/8') && path('/admin*')`. */
const expressed = (text: string, asking: Asking): Term =>
  either(
    text.split('||').map(part =>
      all(
        part.split('&&').map(each => {
          const [, no, kind = '', words = ''] = CALL.exec(each.trim()) ?? [];
          const fits = matcherFits(kind, words.match(/[^\s,'"]+/g) ?? [], asking);
          return no ? not(fits) : fits;
        }),
      ),
    ),
  );

/** What is written as an expression in a line of a matcher. */
const expressionIn = (text: string): string | undefined =>
  (/^(?:expression\s+)?`([^`]*)`$/.exec(text) ?? /^expression\s+(.+)$/.exec(text))?.[1];

function lineFits(text: string, asking: Asking): Term {
  const written = expressionIn(text);
  if (written !== undefined) return expressed(written, asking);
  if (/[{}]/.test(text)) return undefined;
  const [, no, rest = ''] = /^(not\s+)?(.*)$/s.exec(text) ?? [];
  const [kind = '', ...words] = rest.split(/\s+/);
  const fits = matcherFits(kind, words, asking);
  return no ? not(fits) : fits;
}

/** A named matcher is about the client's address. */
const isByAddress = (lines: readonly string[]): boolean => lines.some(text => BY_ADDRESS.test(text));

/** Each test of a line as a line of its own. */
const testsIn = (text: string): readonly string[] =>
  expressionIn(text)
    ?.split(/&&|\|\|/)
    .map(each => `expression ${each}`) ?? [text];

/** A named matcher fits one request and not the other, by their addresses, or may. */
export const parts = (lines: readonly string[] = [], one: Asking, two: Asking): boolean =>
  lines
    .flatMap(testsIn)
    .some(text => BY_ADDRESS.test(text) && differ(lineFits(text, one), lineFits(text, two))) &&
  differ(namedFits(lines, one), namedFits(lines, two));

/** Each kind of line of a matcher has to hold, by one of its lines, and each `not`; undefined where that cannot be told. */
function linesFit(lines: readonly string[], asking: Asking): Term {
  const kinds = new Map<string, Term[]>();
  for (const text of lines) {
    const [first = ''] = text.split(/\s/, 1);
    const kind = first === 'not' ? text : first;
    kinds.set(kind, [...(kinds.get(kind) ?? []), lineFits(text, asking)]);
  }
  return all([...kinds.values()].map(either));
}

/** Whether a named matcher fits; undefined too where none of its lines is about the client's address. */
export const namedFits = (lines: readonly string[] = [], asking: Asking): Term =>
  isByAddress(lines) ? linesFit(lines, asking) : undefined;

export const fitsMatcher = (matcher: string, matchers: Matchers, asking: Asking): Term =>
  matcher.startsWith('@') ? namedFits(matchers.get(matcher), asking) : pathFits(matcher, asking.path);

/** Whether a matcher fits whoever asks for the path: of clients by their addresses nothing is told. */
export function fitsPath(matcher: string, matchers: Matchers, path: string): Term {
  const lines = matchers.get(matcher) ?? [];
  if (!matcher.startsWith('@')) return pathFits(matcher, path);
  return lines.length === 0 || isByAddress(lines) ? undefined : linesFit(lines, { client: '', path });
}

/** A line of a matcher, with the block of its own that `not` may have. */
function lineOf({ text, block }: Node): string {
  const inner = block.map(each => each.text);
  return text === 'not {' ? `not ${inner.length > 1 ? `{ ${inner.join(' ')} }` : inner[0]}` : text;
}

/** The named matchers of a block, and those around it. */
export function matchersIn(block: readonly Node[], around: Matchers): Matchers {
  const matchers = new Map(around);
  for (const { text, block: inner } of block) {
    const [, name, test] = /^(@[\w-]+)\s+(.+)$/.exec(text) ?? [];
    if (name) matchers.set(name, test === '{' ? inner.map(lineOf) : [test!]);
  }
  return matchers;
}
