import { glob } from '../glob.js';
import { ifModule } from '../proxies/apache-modules.js';
import { matches } from '../proxies/nginx-patterns.js';
import type { Line } from '../proxies/upstreams-others.js';
import {
  type Compat,
  compatible,
  type Environment,
  expression,
  from,
  grants,
  isAboutAddress,
} from './apache-tests.js';
import type { Coming } from './client-rules-types.js';
import { all, either, not, type Term } from './terms.js';

/** What the body of a section says of a client; null where it says nothing of that kind. */
export interface Said {
  readonly term: Term;
  /** The line that decides. */
  readonly line: Line;
}

/** By Require, and by Order, Allow and Deny: who is let in has to pass both. */
export interface Body {
  readonly requires: Said | null;
  readonly compat: Said | null;
  /** It rests on more: AuthMerging, conditions of its own. */
  readonly more: boolean;
  /** One of the two is enough (Satisfy any). */
  readonly any: boolean;
  /** Some requirement is about the client's address. */
  readonly byAddress: boolean;
}

/** These count after one another, whatever their order. */
export type Level = 'own' | 'files' | 'if';

/** What is known of the request and of the server. */
export interface Request {
  readonly coming: Coming;
  /** The client has a good password. */
  readonly password: boolean;
  readonly uri: string;
  /** The last part of the path. */
  readonly file: string;
  /** Modules that are loaded, as LoadModule names them. */
  readonly modules: ReadonlySet<string>;
  readonly set: Environment;
  /** What is read of the section: what <Files> in it says, or <If>, or else the rest. */
  readonly level: Level;
}

interface Frame {
  readonly tag: string;
  readonly terms: Term[];
  /** What is in it does not count for this request. */
  readonly dead: boolean;
  /** Whether it counts is not known. */
  readonly open: boolean;
  readonly level: Level;
}

/** Whether what a container holds counts for the request. */
const isAbout = (tag: string, words: string, { file, modules, coming, uri }: Request): Term => {
  const [first = ''] = words.replace(/"/g, '').split(/\s+/);
  if (tag === 'if') return expression(words, { ...coming, uri });
  if (/^(?:else|elseif|ifdefine|ifversion)$/.test(tag)) return undefined;
  if (tag === 'ifmodule') return ifModule(words, modules);
  if (tag === 'limit') return /\bGET\b/.test(words);
  if (tag === 'limitexcept') return !/\bGET\b/.test(words);
  if (tag === 'filesmatch') return matches(first, file) === true;
  if (tag !== 'files') return true;
  return /^~/.test(words) ? matches(words.replace(/^~\s*|"/g, ''), file) === true : glob(first)(file);
};

const CLOSED: Readonly<Record<string, (terms: readonly Term[]) => Term>> = {
  requireany: either,
  requireall: all,
  requirenone: terms => not(either(terms)),
};

interface Reading {
  readonly request: Request;
  readonly stack: Frame[];
  readonly flat: Said[];
  readonly compat: Compat & { readonly lines: Line[] };
  more: boolean;
  any: boolean;
}

const counts = ({ dead, level }: Frame, request: Request): boolean => !dead && level === request.level;

const LEVELS: Readonly<Record<string, Level>> = {
  files: 'files',
  filesmatch: 'files',
  if: 'if',
  elseif: 'if',
  else: 'if',
};

/** Opens or closes a container. */
function container(slash: string | undefined, tag: string, words: string, reading: Reading): void {
  const { stack, request } = reading;
  const top = stack.at(-1)!;
  if (slash === undefined) {
    const terms = Object.hasOwn(CLOSED, tag) ? [] : top.terms;
    const level = Object.hasOwn(LEVELS, tag) ? LEVELS[tag]! : top.level;
    const about = isAbout(tag, words, request);
    const open = top.open || about === undefined;
    stack.push({ tag, terms, level, open, dead: top.dead || about === false });
  } else if (stack.length > 1) {
    stack.pop();
    if (Object.hasOwn(CLOSED, top.tag) && counts(top, request))
      stack.at(-1)!.terms.push(CLOSED[top.tag]!(top.terms));
  }
}

/** Order, Allow from and Deny from. */
function compatIn(line: Line, { compat, request }: Reading): void {
  const [, kind = '', list = ''] = /^(Order|Allow\s+from|Deny\s+from)\s+(\S.*)$/is.exec(line.text) ?? [];
  if (kind === '') return;
  compat.lines.push(line);
  if (/^order/i.test(kind)) compat.order = list.toLowerCase().replace(/\s/g, '');
  else
    compat[/^allow/i.test(kind) ? 'allow' : 'deny'].push(
      from(list.trim(), request.coming.client, request.set),
    );
}

/** Directives that let clients in, or keep them out. */
export const ADMITS = /^(?:Require|Allow|Deny|Order|Satisfy|Auth)/i;

function statement(line: Line, { terms, open }: Frame, reading: Reading): void {
  reading.more ||= /^AuthMerging\b/i.test(line.text) || (open && ADMITS.test(line.text));
  reading.any ||= /^Satisfy\s+any\b/i.test(line.text);
  const required = /^Require\s+(\S.*)$/is.exec(line.text)?.[1]?.trim();
  if (required) {
    const { coming, password, set } = reading.request;
    const term = grants(required, coming, password, set);
    terms.push(term);
    reading.flat.push({ term, line });
  }
  compatIn(line, reading);
}

/** Reads the lines of a section, without those that open and close it. */
export function bodyOf(lines: readonly Line[], request: Request): Body {
  const root: Frame = { tag: '', terms: [], dead: false, open: false, level: 'own' };
  const compat = { order: 'deny,allow', allow: [], deny: [], lines: [] };
  const reading: Reading = { request, stack: [root], flat: [], compat, more: false, any: false };
  for (const line of lines) {
    const top = reading.stack.at(-1)!;
    const [, slash, tag, words = ''] = /^<(\/)?(\w+)\s*([^>]*)>/.exec(line.text) ?? [];
    if (tag !== undefined) container(slash, tag.toLowerCase(), words, reading);
    else if (counts(top, request)) statement(line, top, reading);
  }
  const { flat, more, any } = reading;
  const term = either(root.terms);
  const deciding = (flat.find(each => each.term === term) ?? flat[0])?.line;
  const last = reading.compat.lines.find(({ text }) => /^Deny/i.test(text)) ?? reading.compat.lines[0];
  return {
    requires: deciding ? { term, line: deciding } : null,
    compat: last ? { term: compatible(compat), line: last } : null,
    more,
    any,
    byAddress:
      last !== undefined || flat.some(({ line }) => isAboutAddress(line.text.replace(/^\S+\s+/, ''))),
  };
}
