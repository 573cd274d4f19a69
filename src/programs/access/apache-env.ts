import { matches } from '../proxies/nginx-patterns.js';
import type { Line } from '../proxies/upstreams-others.js';
import { type Environment, expression } from './apache-tests.js';
import { either, not, type Term } from './terms.js';

const SETS = /^(SetEnvIf(?:NoCase|Expr)?|BrowserMatch(?:NoCase)?)\s+(.+)$/is;
const WORDS = /"((?:[^"\\]|\\.)*)"|(\S+)/g;

/** What a line asks of a request; undefined where that is no matter of the client's address. */
function condition(setter: string, [what = '', pattern = '']: readonly string[], client: string): Term {
  if (/expr$/i.test(setter)) return expression(what, { client, uri: null });
  const isAddress = /^setenvif/i.test(setter) && /^remote_addr$/i.test(what);
  return isAddress ? matches(pattern, client, /nocase$/i.test(setter) ? 'i' : '') : undefined;
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
      if (term !== undefined) byAddress.add(name);
    }
  }
  return new Map([...set].filter(([name]) => byAddress.has(name)));
}
