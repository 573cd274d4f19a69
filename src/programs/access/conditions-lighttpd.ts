import { matches } from '../proxies/nginx-patterns.js';
import { type Passed, pathOf } from '../proxies/upstream.js';
import { bracesAround, MOST, opensAt } from './braces.js';
import type { Coming } from './client-rules-types.js';
import { meansClient } from './client-words.js';
import type { Term } from './terms.js';

/** `$SERVER["socket"] == ":8081"`, of the address and port that the client came to. */
function isSocket(value: string, server: string | undefined, { port }: Passed): boolean {
  const [, host = '', at = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(value) ?? [];
  return Number(at) === port && (/^(?:|0\.0\.0\.0|::|\*)$/.test(host) || host === server);
}

/** Whether what stands before a brace holds by itself: `$HTTP["remoteip"] == "10.0.0.0/8"`, of a path, host or socket too. Unknown of whoever comes where that is not told. */
export function lighttpdSays(head: string, passed: Passed, coming?: Coming): Term {
  if (/\belse\s*$/.test(head)) return true;
  const [, what = '', operator = '', value = ''] =
    /\$(?:HTTP|SERVER)\["(remoteip|remote-ip|url|host|socket)"\]\s*(==|!=|=~|!~)\s*"([^"]*)"\s*$/.exec(
      head,
    ) ?? [];
  if (what === '') return undefined;
  const remote = what.startsWith('remote');
  const asked = remote ? coming?.client : what === 'url' ? pathOf(passed) : (passed.host ?? '');
  if (asked === undefined) return undefined;
  const same =
    what === 'socket'
      ? isSocket(value, coming?.server ?? passed.address, passed)
      : remote
        ? meansClient(value, asked)
        : asked === value;
  const found = operator.endsWith('~') ? matches(value, asked) : same;
  return found === undefined ? undefined : found === !operator.startsWith('!');
}

/** What stands before a brace, and before each block that its `else` comes after, back to the first. */
function chainOf(text: string, brace: number): readonly string[] {
  const heads: string[] = [];
  for (let at = brace; at >= 0 && heads.length < MOST; ) {
    const head = headAt(text, at);
    heads.push(head);
    at = /\belse\b/.test(head) ? opensAt(text, text.lastIndexOf('}', at)) : -1;
  }
  return heads;
}

/** The blocks around a place, each by what stands before it and before those that its `else` comes after. */
export const chainsAround = (text: string, place: number): readonly (readonly string[])[] =>
  bracesAround(text, place).map(brace => chainOf(text, brace));

/** Whether a block counts: its own condition holds, and none of those before an else. */
export function lighttpdHolds(chain: readonly string[], says: (head: string) => Term): Term {
  const [own, ...before] = chain.map(says);
  if (own === false || before.includes(true)) return false;
  return own === undefined || before.includes(undefined) ? undefined : true;
}

/** The text with its lines of comments blank. */
export const uncommented = (text: string): string =>
  text.replace(/^[ \t]*#.*$/gm, comment => ' '.repeat(comment.length));

/** What stands before a brace in its line, or behind the end of the block before it. */
const headAt = (text: string, brace: number): string =>
  text.slice(Math.max(0, text.lastIndexOf('\n', brace - 1)), brace);
