import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { chainsAround, lighttpdHolds, lighttpdSays, uncommented } from '../access/conditions-lighttpd.js';
import { all as every, type Term } from '../access/terms.js';
import { lineAt, type Passed, type Upstream } from './upstream.js';

/** Nested deeper than this nobody writes it. */
const DEPTH = 8;

const protocols: Readonly<Record<string, Upstream['protocol']>> = {
  proxy: 'http',
  fastcgi: 'fastcgi',
  scgi: 'scgi',
  uwsgi: 'uwsgi',
  ajp13: 'ajp',
};

const SETTING = /(?:^|\{)[ \t]*(proxy|fastcgi|scgi|uwsgi|ajp13)\.server\s*\+?=\s*(?=\()/gm;

/** The text between a parenthesis at `start` and its own end; undefined where it has none. */
function within(text: string, start: number): string | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '"') index = Math.max(index, text.indexOf('"', index + 1));
    else if (text[index] === '(') depth += 1;
    else if (text[index] === ')') depth -= 1;
    if (depth === 0) return text.slice(start + 1, index);
    if (depth > DEPTH) return undefined;
  }
  return undefined;
}

/** A path that begins with the key, or a file name that ends with it (".php"); an empty key is for everything. */
const fits = (key: string, path: string): boolean =>
  key === '' || (key.startsWith('/') ? path.startsWith(key) : path.replace(/\?.*$/s, '').endsWith(key));

interface Entry {
  readonly key: string;
  readonly upstream: Upstream;
}

/** `"key" => ( ( "host" => "…", "port" => … ) )`, each with the key that it is for. */
function entriesIn(body: string, common: Pick<Upstream, 'protocol' | 'file' | 'line'>): readonly Entry[] {
  const entries: Entry[] = [];
  for (const match of body.matchAll(/"([^"]*)"\s*=>\s*(?=\()/g)) {
    const inside = within(body, match.index + match[0].length);
    if (inside === undefined) continue;
    for (const [group] of inside.matchAll(/\([^()]*\)/g)) {
      const value = (name: string) => new RegExp(`"${name}"\\s*=>\\s*"?([^",)\\s]+)"?`).exec(group)?.[1];
      const [host, port, path] = [value('host'), value('port'), value('socket')];
      const place = { ...common, text: `"${match[1]}" => ${group.replace(/\s+/g, ' ')}`.slice(0, 160) };
      if (path) entries.push({ key: match[1]!, upstream: { ...place, host: null, port: null, path } });
      else if (host)
        entries.push({ key: match[1]!, upstream: { ...place, host, port: Number(port ?? 80), path: null } });
    }
  }
  return entries;
}

/** lighttpd: proxy.server, fastcgi.server, scgi.server … for the site and path that were asked; those that it may lead to where none fits. */
export function lighttpdUpstreams(files: readonly ConfigurationFile[], passed: Passed): readonly Upstream[] {
  const { path } = passed;
  // / leads to /index.php by itself, and to another path by url.rewrite alone.
  const rewrites = files.some(({ text }) => text.includes('url.rewrite'));
  const isWritten = files.some(({ text }) => text.includes(String(passed.port)));
  // Nor does a port that no file has tell the socket: another one was led here.
  const unsure = [rewrites && 'url', !isWritten && 'socket'];
  const judged = new Map<string, Term>();
  const says = (head: string) => {
    if (unsure.some(what => what && head.includes(`["${what}"]`))) return undefined;
    if (!judged.has(head)) judged.set(head, lighttpdSays(head, passed));
    return judged.get(head);
  };
  const all = files.flatMap(({ path: file, text: whole }) => {
    const text = uncommented(whole);
    const found = [...text.matchAll(SETTING)];
    const places = found.map(match => match.index + match[0].length);
    return chainsAround(text, places).flatMap((chains, nth) => {
      if (every(chains.map(chain => lighttpdHolds(chain, says))) === false) return [];
      const [place, protocol] = [places[nth]!, protocols[found[nth]![1]!]!];
      const body = within(text, place);
      return body === undefined ? [] : entriesIn(body, { protocol, file, line: lineAt(text, place) });
    });
  });
  const fitting = all.filter(({ key }) => fits(key, path));
  if (fitting.length > 0) return fitting.map(({ upstream }) => upstream);
  return all.filter(({ key }) => rewrites || !key.startsWith('/')).map(({ upstream }) => upstream);
}
