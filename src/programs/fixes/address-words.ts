import { formatEndpoint, unmapped } from '../../net/address.js';
import { literal } from '../literal.js';
import type { Wanted } from '../program.js';

/** Words in the names of options and variables that hold the address to listen on, and in those of addresses to connect to. */
const LISTENS = new Set(
  'host hostname bind binding bindip address addr addrs listen interface ip url urls serve'.split(' '),
);
const CONNECTS = new Set(
  (
    'db database redis postgres postgresql pg mysql mariadb mongo mongodb rabbitmq amqp kafka memcached elasticsearch ' +
    'cache broker queue ldap elastic influxdb cassandra statsd sql upstream proxy smtp mail mailer remote target backend api'
  ).split(' '),
);

/** Whether an option, a key or a variable is named for the address to listen on, not for one to connect to. */
export const namesAddress = (name: string): boolean => {
  const bare = name.replace(/^-+D?/, '').replace(/([a-z])([A-Z])/g, '$1-$2');
  const words = bare.toLowerCase().split(/[-_.]/);
  return words.some(word => LISTENS.has(word)) && !words.some(word => CONNECTS.has(word));
};

/** The ways in which a bound address may be written by people. */
export function spellings(bound: string): readonly string[] {
  // Java binds IPv4 addresses as mapped ones.
  const address = unmapped(bound);
  if (address === '127.0.0.1') return ['127.0.0.1', 'localhost'];
  if (address === '::1') return ['::1', '[::1]', 'localhost', 'ip6-localhost'];
  if (address === '::') return ['::', '[::]'];
  return address.includes(':') ? [address, `[${address}]`] : [address];
}

/** Whether a text names the bound address, in any of those ways. */
export const spells = (text: string, bound: string): boolean =>
  spellings(bound).some(each => text.includes(each));

/**
 * A word of a command line or the value of a variable with the wanted address in place of the bound one; undefined
 * where it holds none. `127.0.0.1:8000` counts by its port; an address alone only where `name` says what it is for.
 */
export function withAddress(
  word: string,
  name: string,
  bound: readonly string[],
  wanted: Wanted,
): string | undefined {
  // Nothing is bound: an empty choice would match everywhere.
  if (bound.length === 0) return undefined;
  const addresses = bound.map(literal).join('|');
  // ":8000" and "*:8000" are what many call 0.0.0.0.
  const hosts = bound.includes('0.0.0.0') ? `${addresses}|\\*|` : addresses;
  const pair = new RegExp(`^((?:.*[=/@,;: ])?)(?:${hosts}):${wanted.port}(?=$|[/,; ])`).exec(word);
  if (pair) {
    const start = pair[1]!;
    return start + formatEndpoint(wanted.address, wanted.port) + word.slice(pair[0].length);
  }
  const alone = new RegExp(`^(.*=)?(?:\\w+://)?(?:${addresses})$`).exec(word);
  if (!alone) return undefined;
  const key = alone[1]?.slice(0, -1).split(/[,:;]/).at(-1) ?? name;
  if (!namesAddress(key)) return undefined;
  const address = bound.find(each => word.endsWith(each))!;
  return word.slice(0, -address.length) + wanted.address;
}
