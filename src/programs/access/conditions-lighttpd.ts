import { familyOf } from '../../net/address.js';
import { matches } from '../proxies/nginx-patterns.js';
import { hostSent, type Passed, pathOf } from '../proxies/upstream.js';
import { MOST } from './braces.js';
import type { Coming } from './client-rules-types.js';
import { meansClient } from './client-words.js';
import { not, type Term } from './terms.js';

/** `$SERVER["socket"] == ":8081"`, of the address and port that the client came to; unknown of a name for an address. */
function isSocket(value: string, server: string | undefined, { port }: Passed): Term {
  const [, host = '', at = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(value) ?? [];
  if (Number(at) !== port) return false;
  if (/^(?:|0\.0\.0\.0|::|\*)$/.test(host) || host === server) return true;
  return server === undefined || familyOf(host) === undefined ? undefined : false;
}

/** `$HTTP["host"]`, of a name without case, and with a port where one is written; a pattern is for what clients send, port and all. */
function isHost(value: string, byPattern: boolean, name: string, port: number): Term {
  const host = name.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
  if (!byPattern) return value === (/:\d+$/.test(value) ? `${host}:${port}` : host);
  const [bare, sent] = [host, hostSent(host, port)].map(each => matches(value, each));
  // In a container another port may be the one that clients ask.
  return bare === sent ? bare : undefined;
}

/** The path as conditions see it: /a%20b is "/a b". */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Whether what a condition is about is the value, or fits it; unknown of whoever comes where that is not told. */
function means(what: string, value: string, byPattern: boolean, passed: Passed, coming?: Coming): Term {
  const server = coming?.server ?? passed.address;
  if (what === 'host') {
    const host = passed.host ?? server;
    return host === undefined ? undefined : isHost(value, byPattern, host, passed.port);
  }
  if (what === 'socket') return byPattern ? undefined : isSocket(value, server, passed);
  const asked = what === 'url' ? decoded(pathOf(passed)) : coming?.client;
  if (asked === undefined) return undefined;
  if (byPattern) return matches(value, asked);
  return what === 'url' ? asked === value : meansClient(value, asked);
}

/** Whether what stands before a brace holds by itself: `$HTTP["remoteip"] == "10.0.0.0/8"`, of a path, host or socket too. */
export function lighttpdSays(head: string, passed: Passed, coming?: Coming): Term {
  if (/\belse\s*$/.test(head)) return true;
  const [, what, operator = '', value = ''] =
    /\$(?:HTTP|SERVER)\["(remoteip|remote-ip|url|host|socket)"\]\s*(==|!=|=~|!~)\s*"([^"]*)"\s*$/.exec(
      head,
    ) ?? [];
  if (what === undefined) return undefined;
  const found = means(what, value, operator.endsWith('~'), passed, coming);
  return operator.startsWith('!') ? not(found) : found;
}

/** What stands before a block, and before each one that its `else` comes after, back to the first. */
type Chain = readonly string[];

const STRINGS_AND_BRACES = /"[^"\\]*(?:\\.[^"\\]*)*"?|[{}]/gs;

/** The blocks around each of some places, which come in the order of the text: all in one go, for files with thousands of sites. */
export function chainsAround(text: string, places: readonly number[]): readonly (readonly Chain[])[] {
  const found: (readonly Chain[])[] = [];
  const open: Chain[] = [];
  let closed: Chain = [];
  let after = 0;
  const passUntil = (end: number) => {
    while (found.length < places.length && places[found.length]! <= end) found.push(open.slice(0, MOST));
  };
  for (const { 0: token, index } of text.matchAll(STRINGS_AND_BRACES)) {
    passUntil(index);
    if (token === '{') {
      const before = text.slice(after, index).trimEnd();
      const head = before.slice(before.lastIndexOf('\n') + 1);
      open.push(/^\s*else\b/.test(before) ? [head, ...closed].slice(0, MOST) : [head]);
    } else if (token === '}') closed = open.pop() ?? [];
    if (token === '{' || token === '}') after = index + 1;
  }
  passUntil(text.length);
  return found;
}

/** Whether a block counts: its own condition holds, and none of those before an else. */
export function lighttpdHolds(chain: Chain, says: (head: string) => Term): Term {
  const [own, ...before] = chain.map(says);
  if (own === false || before.includes(true)) return false;
  return own === undefined || before.includes(undefined) ? undefined : true;
}

/** The text with its comments blank. */
export const uncommented = (text: string): string =>
  text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"?|#.*/g, each =>
    each.startsWith('#') ? ' '.repeat(each.length) : each,
  );
