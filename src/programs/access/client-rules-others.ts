import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { matches } from '../proxies/nginx-patterns.js';
import { lineAt, type Passed, pathOf } from '../proxies/upstream.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { meansClient } from './client-words.js';

/** The place of the brace that a closing one at a place belongs to; -1 where there is none. */
function opensAt(text: string, end: number): number {
  let depth = 0;
  for (let index = end; index >= 0; index -= 1) {
    if (text[index] === '}') depth += 1;
    else if (text[index] === '{') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

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
  const text = whole.replace(/^[ \t]*#.*$/gm, comment => ' '.repeat(comment.length));
  const all = [...text.matchAll(/\burl\.access-deny\s*=\s*\(([^()]*)\)/g)].slice(0, MOST);
  return all.map(found => {
    const chains = bracesAround(text, found.index).map(brace => chainOf(text, brace));
    const judged = chains.map(chain => lighttpdHolds(chain, coming, passed));
    return {
      holds: judged.includes(false) ? false : judged.includes(undefined) ? undefined : true,
      denies: denies(found[1]!, pathOf(passed)),
      always: chains.length === 0,
      byAddress: chains.flat().some(head => /remote-?ip/.test(head)),
      file: path,
      line: lineAt(text, found.index),
      text: found[0],
    };
  });
}

/** Places of one file that are looked at. */
const MOST = 50;

/** The places of the braces that are open at a place of a text. */
function bracesAround(text: string, place: number): readonly number[] {
  const open: number[] = [];
  for (let index = 0; index < place; index += 1) {
    if (text[index] === '{') open.push(index);
    else if (text[index] === '}') open.pop();
  }
  return open;
}

/** What stands before a brace in its line, or behind the end of the block before it. */
const headAt = (text: string, brace: number): string =>
  text.slice(Math.max(0, text.lastIndexOf('\n', brace - 1)), brace);

/**
 * Whether a place of a VCL is reached by every request: in vcl_recv, in no condition (PURGE has one of its own), and
 * behind nothing that may answer some paths before.
 */
function isForAll(text: string, place: number): boolean {
  const [open, ...more] = bracesAround(text, place);
  if (open === undefined || more.length > 0) return false;
  const before = text.slice(open, place);
  return (
    /\bsub\s+vcl_recv\s*$/.test(text.slice(Math.max(0, open - 100), open)) &&
    !/\belse\s*$/.test(before.slice(-100)) &&
    !(before.includes('req.url') && /\breturn\b/.test(before))
  );
}

/** Varnish: `if (client.ip !~ NAME) { return (synth(403)); }`, by an acl of the VCL. */
export function varnishAdmits(
  files: readonly ConfigurationFile[],
  _passed: Passed,
  { client }: Coming,
): Admittance | undefined {
  let last: Admittance | undefined;
  for (const { path, text: whole } of files) {
    const text = whole.replace(/(?:#|\/\/)[^\n]*/g, comment => ' '.repeat(comment.length));
    const asks =
      /\bif\s*\(\s*(?:(!)\s*)?(?:\(\s*)?client\.ip\s*(!?)~\s*(\w+)\s*(?:\)\s*)?\)\s*\{\s*return\s*\(\s*synth\s*\(\s*40\d\b[^{}]*\}/g;
    for (const asked of [...text.matchAll(asks)].slice(0, MOST)) {
      if (!isForAll(text, asked.index)) continue;
      const [, first = '', second = '', name = ''] = asked;
      const member = inAcl(text, name, client);
      if (member === undefined) continue;
      const admitted = member === ((first === '!') !== (second === '!'));
      const said = asked[0].replace(/\s*\{.*$/s, '');
      last = { admitted, file: path, line: lineAt(text, asked.index), text: said };
      if (!admitted) return last;
    }
  }
  return last;
}

/** Whether an acl has an address: the most specific entry counts, and may begin with ! (varnish-cache.org, "ACLs"). */
function inAcl(text: string, name: string, client: string): boolean | undefined {
  const body = new RegExp(`\\bacl\\s+${name}\\s*\\{([^}]*)\\}`).exec(text)?.[1];
  if (body === undefined) return undefined;
  const entries = [...body.matchAll(/(!?)\s*"([^"]+)"(?:\s*\/\s*(\d+))?/g)].map(
    ([, no, address, length]) => ({
      no: no === '!',
      length: Number(length ?? 128),
      means: meansClient(
        `${address === 'localhost' ? '127.0.0.1' : address}${length ? `/${length}` : ''}`,
        client,
      ),
    }),
  );
  if (entries.some(({ means }) => means === undefined)) return undefined;
  const [best] = entries.filter(({ means }) => means).sort((a, b) => b.length - a.length);
  return best !== undefined && !best.no;
}
