import type { Line } from '../proxies/upstreams-others.js';
import { expression, fitsPattern, namesAddress } from './apache-tests.js';
import type { Admittance } from './client-rules-types.js';
import { isUnsent } from './client-words.js';
import { all, either, type Term } from './terms.js';

interface Condition {
  readonly term: Term;
  readonly byAddress: boolean;
  readonly or: boolean;
}

/** A word, in quotes or not. */
const WORD = '(?:"([^"]*)"|(\\S+))';
const CONDITION = new RegExp(`^RewriteCond\\s+${WORD}\\s+${WORD}\\s*(\\[[^\\]]*\\])?`, 'i');
const RULE = new RegExp(`^RewriteRule\\s+${WORD}\\s+${WORD}\\s*(\\[[^\\]]*\\])?`, 'i');

const has = (flags: string, flag: string): boolean =>
  new RegExp(`[\\[,]\\s*(?:${flag})\\s*[,\\]]`, 'i').test(flags);

/** What a RewriteCond is about, as far as it is known of the request. */
function tested(what: string, { uri, client, host }: Asked): string | null {
  if (isUnsent(/^%\{HTTP:(.+)\}$/i.exec(what)?.[1] ?? '')) return '';
  const known = new Map([
    ['%{REMOTE_ADDR}', client],
    ['%{REQUEST_URI}', uri],
    ['%{REQUEST_METHOD}', 'GET'],
    ['%{HTTP_HOST}', host],
  ]);
  return known.get(what) ?? null;
}

/** RewriteCond about the client's address and the request; others cannot be told. */
function conditionIn(text: string, asked: Asked): Condition | undefined {
  const [, quoted, bare, inQuotes, plain, flags = ''] = CONDITION.exec(text) ?? [];
  const what = quoted ?? bare;
  const pattern = inQuotes ?? plain;
  if (what === undefined || pattern === undefined) return undefined;
  const or = has(flags, 'OR|ornext');
  const byAddress = namesAddress(what === 'expr' ? pattern : what);
  if (what === 'expr') return { term: expression(pattern, asked), byAddress, or };
  const known = tested(what, asked);
  const term = known === null ? undefined : fitsPattern(pattern, known, has(flags, 'NC|nocase') ? 'i' : '');
  return { term, byAddress, or };
}

/** Conditions side by side have to hold all; those that [OR] joins, one of them. */
function holds(conditions: readonly Condition[]): Term {
  const groups: Term[][] = [[]];
  for (const { term, or } of conditions) {
    groups.at(-1)!.push(term);
    if (!or) groups.push([]);
  }
  return all(groups.filter(group => group.length > 0).map(either));
}

/** One RewriteRule with its conditions. */
interface Rule {
  readonly term: Term;
  readonly byAddress: boolean;
  /** What its conditions about the address come to. */
  readonly ofAddress: readonly Term[];
  readonly line: Line;
  /** What becomes of a request that it fits: refused, sent elsewhere, or passed to no further rule. */
  readonly refuses: boolean;
  /** The status of a refusal. */
  readonly status: number;
  readonly leaves: boolean;
  /** It asks for another path. */
  readonly rewrites: boolean;
  /** Variables that it sets. */
  readonly sets: readonly string[];
  readonly ends: boolean;
}

/** What is asked: the path as the rules of the place see it, the path itself, and by whom. */
export interface Asked {
  readonly path: string;
  readonly uri: string;
  readonly client: string;
  /** The Host header. */
  readonly host: string | null;
}

export function rulesIn(lines: readonly Line[], asked: Asked): readonly Rule[] {
  const rules: Rule[] = [];
  let conditions: Condition[] = [];
  for (const line of lines) {
    const condition = conditionIn(line.text, asked);
    if (condition) conditions.push(condition);
    const [, quoted, bare, inQuotes, plain, flags = ''] = RULE.exec(line.text) ?? [];
    const pattern = quoted ?? bare;
    if (pattern === undefined) continue;
    const fits = fitsPattern(pattern, asked.path, has(flags, 'NC|nocase') ? 'i' : '');
    rules.push({
      term: all([holds(conditions), fits]),
      byAddress: conditions.some(each => each.byAddress),
      ofAddress: conditions.filter(each => each.byAddress).map(each => each.term),
      line,
      refuses: has(flags, 'F|forbidden|G|gone|R=[45]\\d\\d'),
      status: Number(/\bR=([45]\d\d)/i.exec(flags)?.[1] ?? 403),
      leaves: /^https?:/i.test(inQuotes ?? plain ?? '') || has(flags, 'R(?:=3\\d\\d)?|redirect(?:=\\w+)?'),
      rewrites: (inQuotes ?? plain) !== '-',
      sets: [...flags.matchAll(/\bE(?:NV)?=(\w+)/gi)].map(([, name]) => name!.toLowerCase()),
      ends: has(flags, 'L|last|END'),
    });
    conditions = [];
  }
  return rules;
}

export const isOn = (lines: readonly Line[]): boolean =>
  lines.some(({ text }) => /^RewriteEngine\s+on\b/i.test(text));

/**
 * What RewriteRule makes of a client by its address in one place, the site or a folder (httpd.apache.org, "mod_rewrite"):
 * refused, let by, or `other` where it is sent elsewhere or that cannot be told. Undefined where no rule is about addresses.
 */
export function rewriteSays(lines: readonly Line[], asked: Asked): Admittance | 'other' | undefined {
  let admitted: Admittance | undefined;
  if (!isOn(lines)) return undefined;
  for (const { term, byAddress, line, refuses, status, leaves, ends } of rulesIn(lines, asked)) {
    const by = { admitted: !term, file: line.file, line: line.line, text: line.text, status };
    if (refuses && byAddress && term === true) return by;
    if (refuses && byAddress && term === false) admitted ??= by;
    const counts = term === true || (term === undefined && byAddress);
    if (counts && (refuses || leaves)) return 'other';
    if (term === true && ends) return admitted;
  }
  return admitted;
}
