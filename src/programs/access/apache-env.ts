import { matches } from '../proxies/nginx-patterns.js';
import type { Line } from '../proxies/upstreams-others.js';
import { type Environment, expression } from './apache-tests.js';
import { isUnsent } from './client-words.js';
import { either, not, type Term } from './terms.js';

const SETS = /^(SetEnvIf(?:NoCase|Expr)?|BrowserMatch(?:NoCase)?)\s+(.+)$/is;
const WORDS = /"((?:[^"\\]|\\.)*)"|(\S+)/g;

/** A line is about the client's address. */
const isAboutAddress = (setter: string, [what = '']: readonly string[]): boolean =>
  /expr$/i.test(setter) || (/^setenvif/i.test(setter) && /^remote_addr$/i.test(what));

/** What a line asks of a request; undefined where that is not known. */
function condition(setter: string, words: readonly string[], client: string): Term {
  const [what = '', pattern = ''] = words;
  if (/expr$/i.test(setter)) return expression(what, { client, uri: null });
  // A header that is missing is compared as an empty one.
  const value = isAboutAddress(setter, words) ? client : isUnsent(what) ? '' : undefined;
  return value === undefined ? undefined : matches(pattern, value, /nocase$/i.test(setter) ? 'i' : '');
}

/** Variables that `SetEnvIf Remote_Addr PATTERN name !other` and its kin set and unset, in their order (mod_setenvif). */
export function environmentOf(lines: readonly Line[], client: string): Environment {
  const set = new Map<string, Term>();
  const byAddress = new Set<string>();
  for (const { text } of lines) {
    const [, setter = '', rest] = SETS.exec(text) ?? [];
    if (rest === undefined) continue;
    const words = [...rest.matchAll(WORDS)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    const term = condition(setter, words, client);
    for (const word of words.slice(/^setenvif(?:nocase)?$/i.test(setter) ? 2 : 1)) {
      const name = word.replace(/^!|=.*$/gs, '').toLowerCase();
      const before = set.has(name) ? set.get(name) : false;
      // What is unset is what would be set of the contrary.
      set.set(name, word.startsWith('!') ? not(either([term, not(before)])) : either([term, before]));
      if (term !== undefined && isAboutAddress(setter, words)) byAddress.add(name);
    }
  }
  return new Map([...set].filter(([name]) => byAddress.has(name)));
}
