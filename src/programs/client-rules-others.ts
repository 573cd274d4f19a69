import type { ConfigurationFile } from '../facts/configuration/types.js';
import { caddySites } from './caddy-sites.js';
import type { Admittance, Coming } from './client-rules.js';
import { anyMeansClient, meansClient } from './client-words.js';
import { lineAt, type Passed, pathOf } from './upstream.js';
import { matches, nameFits } from './upstreams-nginx.js';
import { linesOf } from './upstreams-others.js';

const PRIVATE = ['192.168.0.0/16', '172.16.0.0/12', '10.0.0.0/8', '127.0.0.0/8', 'fd00::/8', '::1'];

/** `remote_ip RANGE…` or `not remote_ip RANGE…` (caddyserver.com/docs/caddyfile/matchers); undefined for all else. */
function caddyMatches(text: string, client: string): boolean | undefined {
  const [, no, list = ''] = /^(not\s+)?(?:remote_ip|client_ip)\s+([^{}]+)$/.exec(text) ?? [];
  const words = list
    .split(/\s+/)
    .filter(Boolean)
    .flatMap(word => (word === 'private_ranges' ? PRIVATE : [word]));
  const found = words.length === 0 ? undefined : anyMeansClient(words, client);
  return found === undefined ? undefined : found === (no === undefined);
}

/** The lines of the sites that answer for a port and a host, with the place of each among all. */
function caddyLines(files: readonly ConfigurationFile[], { port, host }: Passed) {
  const sites = caddySites(files).filter(
    site => (site.port ?? port) === port && (!site.host || nameFits(site.host, host ?? '')),
  );
  let depth = 0;
  let here = false;
  return linesOf(files).map(each => {
    if (depth === 0) here = sites.some(({ file, line }) => file === each.file && line === each.line);
    depth += each.text.endsWith('{') ? 1 : each.text === '}' ? -1 : 0;
    return { ...each, here };
  });
}

const ENDS = /^(?:(?:respond|error)\s+(@[\w-]+)\s(?:.*\s)?40[134]|abort\s+(@[\w-]+))$/;

/** Caddy: `respond @name 403`, `error @name 403` or `abort @name`, where @name tests the client's address alone. */
export function caddyAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client }: Coming,
): Admittance | undefined {
  const matchers = new Map<string, string | null>();
  const lines = caddyLines(files, passed);
  let last: Admittance | undefined;
  for (const [index, { text, file, line, here }] of lines.entries()) {
    if (!here) continue;
    const [, name, test] = /^(@[\w-]+)\s+(.+)$/.exec(text) ?? [];
    if (name) matchers.set(name, test === '{' ? soleLine(lines, index) : (test ?? null));
    const [, answered, cut] = ENDS.exec(text) ?? [];
    const fits = caddyMatches(matchers.get(answered ?? cut ?? '') ?? '', client);
    if (fits === undefined) continue;
    last = { admitted: !fits, file, line, text };
    if (fits) return last;
  }
  return last;
}

/** The one line of a block; null where it has more. */
const soleLine = (lines: readonly { readonly text: string }[], opening: number): string | null =>
  lines[opening + 2]?.text === '}' ? lines[opening + 1]!.text : null;

/** Whether a condition of lighttpd holds: `$HTTP["remoteip"] == "10.0.0.0/8"`, of a path or a host name too. */
function lighttpdHolds(head: string, { client }: Coming, passed: Passed): boolean | undefined {
  const [, what = '', operator = '', value = ''] =
    /\$HTTP\["(remoteip|remote-ip|url|host)"\]\s*(==|!=|=~|!~)\s*"([^"]*)"\s*$/.exec(head) ?? [];
  if (what === '' || /\belse\b[^}]*$/.test(head)) return undefined;
  const asked = what.startsWith('remote') ? client : what === 'url' ? pathOf(passed) : (passed.host ?? '');
  const same = what.startsWith('remote') ? meansClient(value, client) : asked === value;
  const found = operator.endsWith('~') ? matches(value, asked) : same;
  return found === undefined ? undefined : found === !operator.startsWith('!');
}

/** lighttpd: `url.access-deny = ( "" )` in conditions of which one is about the client's address. */
export function lighttpdAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  let last: Admittance | undefined;
  for (const { path, text: whole } of files) {
    const text = whole.replace(/^[ \t]*#.*$/gm, comment => ' '.repeat(comment.length));
    for (const denied of [...text.matchAll(/\burl\.access-deny\s*=\s*\(\s*""\s*\)/g)].slice(0, MOST)) {
      const heads = headsAround(text, denied.index);
      const judged = heads.map(head => lighttpdHolds(head, coming, passed));
      if (!heads.some(head => /remote-?ip/.test(head)) || judged.includes(undefined)) continue;
      const admitted = judged.includes(false);
      last = { admitted, file: path, line: lineAt(text, denied.index), text: denied[0] };
      if (!admitted) return last;
    }
  }
  return last;
}

/** Places of one file that are looked at. */
const MOST = 50;

/** What stands before each brace that is open at a place of a text. */
function headsAround(text: string, place: number): readonly string[] {
  const open: number[] = [];
  for (let index = 0; index < place; index += 1) {
    if (text[index] === '{') open.push(index);
    else if (text[index] === '}') open.pop();
  }
  return open.map(at => text.slice(Math.max(0, text.lastIndexOf('\n', at - 1)), at));
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
      /\bif\s*\(\s*(!?)\s*\(?\s*client\.ip\s*(!?)~\s*(\w+)\s*\)?\s*\)\s*\{\s*return\s*\(\s*synth\s*\(\s*40\d\b[^{}]*\}/g;
    for (const asked of text.matchAll(asks)) {
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
