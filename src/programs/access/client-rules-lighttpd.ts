import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { matches } from '../proxies/nginx-patterns.js';
import { lineAt, type Passed, pathOf } from '../proxies/upstream.js';
import { bracesAround, MOST, opensAt } from './braces.js';
import type { Admittance, Coming, Written } from './client-rules-types.js';
import { meansClient } from './client-words.js';
import { all, differ } from './terms.js';

/** `$SERVER["socket"] == ":8081"`, of the address and port that the client came to. */
function isSocket(value: string, { server }: Coming, { port }: Passed): boolean {
  const [, host = '', at = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(value) ?? [];
  return Number(at) === port && (/^(?:|0\.0\.0\.0|::|\*)$/.test(host) || host === server);
}

/** Whether what stands before a brace holds by itself: `$HTTP["remoteip"] == "10.0.0.0/8"`, of a path, host or socket too. */
function lighttpdSays(head: string, coming: Coming, passed: Passed): boolean | undefined {
  if (/\belse\s*$/.test(head)) return true;
  const [, what = '', operator = '', value = ''] =
    /\$(?:HTTP|SERVER)\["(remoteip|remote-ip|url|host|socket)"\]\s*(==|!=|=~|!~)\s*"([^"]*)"\s*$/.exec(
      head,
    ) ?? [];
  if (what === '') return undefined;
  const { client } = coming;
  const asked = what.startsWith('remote') ? client : what === 'url' ? pathOf(passed) : (passed.host ?? '');
  const same =
    what === 'socket'
      ? isSocket(value, coming, passed)
      : what.startsWith('remote')
        ? meansClient(value, client)
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

/** Whether a block counts: its own condition holds, and none of those before an else. */
function lighttpdHolds(chain: readonly string[], coming: Coming, passed: Passed): boolean | undefined {
  const [own, ...before] = chain.map(head => lighttpdSays(head, coming, passed));
  if (own === false || before.includes(true)) return false;
  return own === undefined || before.includes(undefined) ? undefined : true;
}

/** The ends of paths that a list denies: an empty one stands for all. */
const denies = (list: string, path: string): boolean =>
  [...list.matchAll(/"([^"]*)"/g)].some(([, end = '']) => path.endsWith(end));

/**
 * lighttpd: `url.access-deny` in conditions of which one is about the client's address; of several that hold, the last
 * one counts (wiki.lighttpd.net, "Configuration: conditionals").
 */
export function lighttpdAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const found = files.flatMap(file => deniedIn(file, passed, coming));
  // What stands in no condition counts first, wherever it is written.
  const inOrder = [...found.filter(({ always }) => always), ...found.filter(({ always }) => !always)];
  const last = inOrder.findLast(({ holds }) => holds !== false);
  const named = last ?? inOrder.find(({ byAddress, denies }) => byAddress && denies);
  if (!named?.byAddress || named.holds === undefined) return undefined;
  const { file, line, text, holds, denies } = named;
  return { admitted: !holds || !denies, file, line, text };
}

const uncommented = (text: string): string =>
  text.replace(/^[ \t]*#.*$/gm, comment => ' '.repeat(comment.length));

/** Settings that an answer is made by, besides those that deny it. */
const ANSWERS =
  /\b(?:url\.(?:rewrite|redirect)[\w-]*|server\.document-root|index-file\.names|alias\.url|auth\.require|(?:simple-|evhost\.)[\w-]+|(?:proxy|fastcgi|scgi|uwsgi|cgi)\.(?:server|assign))\s*\+?=/g;

/** The setting of lighttpd that counts for one client and not for another, or of which that cannot be told. */
export function lighttpdApart(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
  other: string,
): Written | undefined {
  const clients = [coming.client, other];
  for (const { path, text: whole } of files) {
    const text = uncommented(whole);
    for (const { index } of [...text.matchAll(ANSWERS)].slice(0, MOST)) {
      const chains = bracesAround(text, index).map(brace => chainOf(text, brace));
      const [own, its] = clients.map(client =>
        all(chains.map(chain => lighttpdHolds(chain, { ...coming, client }, passed))),
      );
      // What else a condition asks is the same for both.
      const head = chains.flat().find(each => {
        const [one, two] = clients.map(client => lighttpdSays(each, { ...coming, client }, passed));
        return ENDS_IN_ADDRESS.test(each) && differ(one, two);
      });
      if (head && differ(own, its))
        return { file: path, line: lineAt(text, index), text: head.slice(head.lastIndexOf('$')).trim() };
    }
  }
  return undefined;
}

/** One url.access-deny, and what it means for a request. */
interface Denied extends Omit<Admittance, 'admitted'> {
  readonly holds: boolean | undefined;
  readonly denies: boolean;
  /** It stands in no condition. */
  readonly always: boolean;
  readonly byAddress: boolean;
}

function deniedIn(
  { path, text: whole }: ConfigurationFile,
  passed: Passed,
  coming: Coming,
): readonly Denied[] {
  const text = uncommented(whole);
  const denials = [...text.matchAll(/\burl\.access-deny\s*=\s*\(([^()]*)\)/g)].slice(0, MOST);
  return denials.map(found => {
    const chains = bracesAround(text, found.index).map(brace => chainOf(text, brace));
    const judged = chains.map(chain => lighttpdHolds(chain, coming, passed));
    return {
      holds: all(judged),
      denies: denies(found[1]!, pathOf(passed)),
      always: chains.length === 0,
      byAddress: chains.flat().some(head => ABOUT_ADDRESS.test(head)),
      file: path,
      line: lineAt(text, found.index),
      text: found[0],
    };
  });
}

/** What stands in the line before it may be the condition around it. */
const ENDS_IN_ADDRESS = /\["remote-?ip"\][^[]*$/;
const ABOUT_ADDRESS = /remote-?ip/;

/** What stands before a brace in its line, or behind the end of the block before it. */
const headAt = (text: string, brace: number): string =>
  text.slice(Math.max(0, text.lastIndexOf('\n', brace - 1)), brace);
