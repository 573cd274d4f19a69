import { matches } from '../proxies/nginx-patterns.js';
import { type Directive, every } from '../proxies/nginx-tree.js';
import { type Value, type Variables, wordFor } from './nginx-variables.js';
import { not } from './terms.js';

/** What the directives of ngx_http_rewrite_module come to for one client. */
export interface Rewritten {
  /** denied and admitted rest on the client's address; other: it is answered, or sent elsewhere, or that cannot be told. */
  readonly kind: 'denied' | 'admitted' | 'other';
  /** What they are told who are turned away. */
  readonly status?: number;
  /** The directive that decides. */
  readonly rule: Directive;
}

/** The way of one client's request through the directives. */
export interface Walk {
  readonly tree: readonly Directive[];
  readonly client: string;
  readonly set: Variables;
  /** The first condition about addresses by which others would be turned away. */
  passed?: Directive;
}

/** A condition that holds, does not, or of which that cannot be told. */
interface Term {
  readonly holds: boolean | undefined;
  readonly byAddress: boolean;
}

function compare({ text }: Value, operator: string, other: Value): boolean | undefined {
  if (text === undefined || other.text === undefined) return undefined;
  const same = operator.includes('~')
    ? matches(other.text, text, operator.includes('*') ? 'i' : '')
    : text === other.text;
  return operator.startsWith('!') ? not(same) : same;
}

/** `if ($a)`, `if ($a = b)`, `if ($a !~* b)`; the parentheses are part of its first and last word. */
export function condition({ arguments: words }: Directive, walk: Walk): Term {
  const [first = '', operator, ...rest] = words
    .map((word, index) => (index === 0 ? word.replace(/^\(/, '') : word))
    .map((word, index) => (index === words.length - 1 ? word.replace(/\)$/, '') : word))
    .filter(word => word !== '');
  const value = wordFor(first, walk);
  const { text, byAddress } = value;
  if (!first.startsWith('$')) return { holds: undefined, byAddress: false };
  if (operator === undefined)
    return { holds: text === undefined ? undefined : text !== '' && text !== '0', byAddress };
  if (!/^!?(?:=|~\*?)$/.test(operator) || rest.length > 1) return { holds: undefined, byAddress };
  const other = operator.includes('~')
    ? { text: rest[0] ?? '', byAddress: false }
    : wordFor(rest[0] ?? '', walk);
  return { holds: compare(value, operator, other), byAddress: byAddress || other.byAddress };
}

const answers = (block: readonly Directive[]): boolean =>
  block.some(({ name }) => name === 'return' || name === 'rewrite');

const refuses = ({ name, arguments: [status] }: Directive): boolean =>
  name === 'return' && Number(status) >= 400;

/** What is set in a block that counts only for some addresses depends on the address, also where it does not count. */
export function marked({ block }: Directive, { holds, byAddress }: Term, { set }: Walk): void {
  for (const {
    arguments: [name = ''],
  } of every(block, 'set')) {
    const before = set.get(name.slice(1));
    const text = holds === undefined ? undefined : before?.text;
    set.set(name.slice(1), { text, byAddress: byAddress || before?.byAddress === true });
  }
}

export function assign([name = '', value = '']: readonly string[], walk: Walk, by?: Directive): void {
  const { set } = walk;
  const given = wordFor(value, walk);
  const before = by !== undefined && set.get(name.slice(1))?.byAddress === true;
  set.set(name.slice(1), { ...given, byAddress: given.byAddress || before });
}

/** A condition that cannot be told and is about no address is taken for one that does not hold: most are about few requests. */
function conditional(each: Directive, walk: Walk, by?: Directive): Rewritten | undefined {
  const term = condition(each, walk);
  marked(each, term, walk);
  if (term.byAddress && term.holds === undefined && answers(each.block)) return other(each);
  if (term.byAddress && each.block.some(refuses)) walk.passed ??= each;
  return term.holds ? walked(each.block, walk, term.byAddress ? each : by) : undefined;
}

/** Goes through the directives of one level in their order; undefined where none of them ends the request. */
function walked(block: readonly Directive[], walk: Walk, by?: Directive): Rewritten | undefined {
  for (const each of block) {
    if (each.name === 'set') assign(each.arguments, walk, by);
    if (each.name === 'return')
      return by && refuses(each)
        ? { kind: 'denied', rule: by, status: Number(each.arguments[0]) }
        : other(each);
    if (each.name === 'rewrite' && by) return other(each);
    const said = each.name === 'if' ? conditional(each, walk, by) : undefined;
    if (said) return said;
  }
  return undefined;
}

const other = (rule: Directive): Rewritten => ({ kind: 'other', rule });

/**
 * What `if`, `set` and `return` of a server and of the location in it make of a client, by `geo`, `map` and $remote_addr
 * (nginx.org, "ngx_http_rewrite_module"): these come before allow and deny. Undefined where none is about addresses.
 */
export function rewrittenFor(
  tree: readonly Directive[],
  levels: readonly (readonly Directive[])[],
  client: string,
  request: Variables = new Map(),
): Rewritten | undefined {
  const walk: Walk = { tree, client, set: new Map(request) };
  for (const level of levels) {
    const said = walked(level, walk);
    if (said) return said;
  }
  return walk.passed && { kind: 'admitted', rule: walk.passed };
}
