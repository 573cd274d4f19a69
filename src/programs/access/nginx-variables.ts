import { mapped } from '../proxies/nginx-map.js';
import { type Directive, every } from '../proxies/nginx-tree.js';
import { meansClient } from './client-words.js';

/** What a variable is for one client. */
export interface Value {
  /** Undefined where it rests on more than the client's address. */
  readonly text: string | undefined;
  /** It depends on the client's address. */
  readonly byAddress: boolean;
}

/** Variables that were set on the way, by name. */
export type Variables = Map<string, Value>;

/** What words are made of. */
interface Made {
  readonly tree: readonly Directive[];
  readonly client: string;
  readonly set: Variables;
}

const unknown: Value = { text: undefined, byAddress: false };

/** Headers that proxies add, and cookies: who comes by itself, and for the first time, sends none. */
const UNSENT = /^(?:http_(?:(?:x|cf)_\w+|true_client_ip|forwarded)|cookie_\w+)$/;

/** Variables that are made of others through one another, at most. */
const DEPTH = 5;

/** Characters of a value that is read; nobody makes longer ones. */
const LONGEST = 4000;

/** How many bits of a prefix are given: the longest one counts. */
const lengthOf = (word: string): number => Number(/\/(\d+)$/.exec(word)?.[1] ?? 128);

/** nginx.org, "ngx_http_geo_module": the most specific network that has the address, else the default. */
function ofGeo({ block }: Directive, client: string): string | undefined {
  // What is to be included was not read, or it would stand here.
  if (block.some(({ name }) => /^(?:ranges|delete|include)$/.test(name))) return undefined;
  const fitting = block
    .filter(({ name }) => meansClient(name, client) === true)
    .sort((one, other) => lengthOf(other.name) - lengthOf(one.name));
  return (fitting[0] ?? block.find(({ name }) => name === 'default'))?.arguments[0] ?? '';
}

/** What a variable means for a client, or what was set; as nginx does, each is made once in a request. */
function variable(name: string, of: Made, depth: number): Value {
  const own = of.set.get(name);
  if (own) return own;
  if (depth > DEPTH) return unknown;
  const value = made(name, of, depth);
  of.set.set(name, value);
  return value;
}

/** The client's address, and what geo and map make of it. */
function made(name: string, of: Made, depth: number): Value {
  const { tree, client } = of;
  if (/^(?:realip_)?remote_addr$/.test(name)) return { text: client, byAddress: true };
  if (UNSENT.test(name)) return { text: '', byAddress: false };
  const geo = every(tree, 'geo').find(({ arguments: words }) => words.at(-1) === `$${name}`);
  if (geo) {
    const isClient = geo.arguments.length === 1 || geo.arguments[0] === '$remote_addr';
    return isClient ? { text: ofGeo(geo, client), byAddress: true } : unknown;
  }
  const map = every(tree, 'map').find(({ arguments: words }) => words[1] === `$${name}`);
  if (!map) return unknown;
  const from = wordFor(map.arguments[0] ?? '', of, depth + 1);
  if (from.text === undefined) return from;
  const into = wordFor(mapped(map, from.text) ?? '$', of, depth + 1);
  return { ...into, byAddress: from.byAddress || into.byAddress };
}

/** The value of a word: what it says, with what its variables mean. */
export function wordFor(word: string, of: Made, depth = 0): Value {
  const parts = word
    .split(/(\$\w+|\$\{\w+\})/)
    .map((part, index) =>
      index % 2 === 0
        ? { text: part.includes('$') ? undefined : part, byAddress: false }
        : variable(part.replace(/\W/g, ''), of, depth),
    );
  const length = parts.reduce((sum, { text }) => sum + (text?.length ?? Infinity), 0);
  return {
    text: length > LONGEST ? undefined : parts.map(({ text }) => text).join(''),
    byAddress: parts.some(each => each.byAddress),
  };
}
