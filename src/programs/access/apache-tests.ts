import { isLoopback } from '../../net/prefix.js';
import { matches } from '../proxies/nginx-patterns.js';
import type { Coming } from './client-rules-types.js';
import { anyMeansClient, meansClient } from './client-words.js';
import { all, either, not, type Term } from './terms.js';

/** Apache takes the first parts of an address without a dot behind them. */
const PARTS = /^\d+(\.\d+){0,2}\.?$/;

const means = (word: string, client: string): Term =>
  meansClient(PARTS.test(word) ? `${word.replace(/\.$/, '')}.` : word, client);

/** A comparison with the client's address as RewriteCond has it: a pattern, =text, each turned by an exclamation mark. */
export function fitsPattern(pattern: string, text: string, flags: string): Term {
  const turned = pattern.startsWith('!');
  const rest = turned ? pattern.slice(1) : pattern;
  const fits = rest.startsWith('=') ? rest.slice(1) === text : matches(rest, text, flags);
  return turned ? not(fits) : fits;
}

/** Who asks, and for what; null where that is not known. */
export interface Told {
  readonly client: string;
  readonly uri: string | null;
}

/** Comparisons of httpd.apache.org's "Expressions in Apache HTTP Server", joined by && and ||. */
export const expression = (written: string, told: Told): Term =>
  either(
    written
      .trim()
      .replace(/^"(.*)"$/s, '$1')
      .split('||')
      .map(part => all(part.split('&&').map(each => compared(each.trim(), told)))),
  );

/** One comparison with the client's address or the path; others are not read. */
function compared(text: string, told: Told): Term {
  const { client, uri } = told;
  const [, turned, inner] = /^(!?)\s*\(([^()]*)\)$/.exec(text) ?? [];
  if (inner !== undefined) return turned ? not(compared(inner.trim(), told)) : compared(inner.trim(), told);
  const [, no, , network] = /^(!\s*)?-R\s*(['"])(.*)\2$/.exec(text) ?? [];
  if (network !== undefined) return no ? not(means(network, client)) : means(network, client);
  const [, name, operator = '', , string, , pattern] =
    /^%\{(REMOTE_ADDR|REQUEST_URI)\}\s*(==?|!=|=~|!~|-ipmatch)\s*(?:(['"])([^'"]*)\3|m?([#/|])(.*)\5)$/.exec(
      text,
    ) ?? [];
  const what = name === 'REMOTE_ADDR' ? client : uri;
  if (operator === '' || what === null) return undefined;
  if (operator === '-ipmatch') return means(string ?? '', what);
  const fits = pattern === undefined ? string === what : matches(pattern, what);
  return operator.startsWith('!') ? not(fits) : fits;
}

/** An expression that is about the client's address. */
export const namesAddress = (text: string): boolean => /REMOTE_(?:ADDR|HOST)|-R\b/.test(text);

/** Requirements that a password meets. */
const ACCOUNTS = /^(?:valid-user|user|group|file-owner|file-group|ldap-\S+|dbd-group|dbm-group)$/;

/** Requirements that the client's address meets, or all clients do not. */
export const isAboutAddress = (written: string): boolean =>
  /^(?:not\s+)?(?:ip|local|expr|env)\b/i.test(written);

/** Variables whose being set depends on the client's address, and whether they are set for it. */
export type Environment = ReadonlyMap<string, Term>;

/** One of these variables is set. */
const anySet = (names: readonly string[], set: Environment): Term => either(names.map(name => set.get(name)));

/** Whether one Require lets the client in, with a good password or without; undefined where that rests on more than its address. */
export function grants(written: string, coming: Coming, password: boolean, set: Environment): Term {
  const { client, server } = coming;
  const [kind = '', ...words] = written.toLowerCase().split(/\s+/);
  if (kind === 'not') return not(grants(written.replace(/^\S+\s+/, ''), coming, password, set));
  if (kind === 'all') return words[0] === 'granted';
  if (kind === 'local') return isLoopback(client) || client === server;
  if (kind === 'expr') return expression(written.replace(/^\S+\s+/, ''), { client, uri: null });
  if (kind === 'env') return anySet(words, set);
  if (ACCOUNTS.test(kind)) return password;
  return kind === 'ip' ? anyMeansClient(words, client, means) : undefined;
}

/** Allow, Deny and Order of Apache 2.2 (mod_access_compat), as far as a section has them. */
export interface Compat {
  order: string;
  readonly allow: Term[];
  readonly deny: Term[];
}

/** The words of an Allow from or Deny from. */
export const from = (words: string, client: string, set: Environment): Term =>
  anyMeansClient(words.toLowerCase().split(/\s+/), client, (word, of) => {
    if (word === 'all') return true;
    const name = /^env=(.+)$/.exec(word)?.[1];
    return name === undefined ? means(word, of) : set.get(name);
  });

/** What the three come to: by "allow,deny" nobody is let in whom no Allow names, otherwise everybody whom no Deny names. */
export function compatible({ order, allow, deny }: Compat): Term {
  const [allowed, free] = [either(allow), not(either(deny))];
  if (order !== 'allow,deny') return either([allowed, free]);
  return allowed === false || free === false ? false : allowed && free;
}
