import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { matches } from '../proxies/nginx-patterns.js';
import { hostSent, type Passed } from '../proxies/upstream.js';
import { isUnsent } from './client-words.js';
import { either, type Term } from './terms.js';

/** Headers that the rules themselves add to a request. */
export const addedIn = (files: readonly ConfigurationFile[]): ReadonlySet<string> =>
  new Set(
    files.flatMap(({ text }) =>
      [...text.matchAll(/\b(?:set|add)-header[ \t]+(\S+)/g)].map(([, name]) => name!.toLowerCase()),
    ),
  );

/** What is fetched is a header that nobody sends by himself, nor do the rules: hdr(x-forwarded-for). */
export function isMissing(fetched: string, added: ReadonlySet<string>): boolean {
  // Of a header that is not there, hdr_cnt makes 0, and all others nothing.
  const [, name = ''] = /^(?:req\.)?f?hdr(?!_cnt)(?:_\w+)?\(([^),]*)/i.exec(fetched) ?? [];
  return isUnsent(name) && !added.has(name.toLowerCase());
}

/** The words of a file that an acl names, without comments; null where it was not read. */
function listed(path: string, files: readonly ConfigurationFile[]): readonly string[] | null {
  const file = files.find(each => each.path === path || each.path.endsWith(`/${path.replace(/^\.\//, '')}`));
  return file
    ? file.text
        .replace(/#[^\n]*/g, '')
        .split(/\s+/)
        .filter(Boolean)
    : null;
}

/** The values of a test, with those of the files that it names; undefined where one is not to be had, or by other options. */
export function valuesOf(
  words: readonly string[],
  files: readonly ConfigurationFile[],
): readonly string[] | undefined {
  const lists = words.flatMap((word, index) => (words[index - 1] === '-f' ? [listed(word, files)] : []));
  const plain = words.filter(
    (word, index) => !/^-(?:f|i|m|n|-)$/.test(word) && !/^-[fm]$/.test(words[index - 1] ?? ''),
  );
  const unread = lists.includes(null) || plain.some(word => word.startsWith('-'));
  return unread ? undefined : [...plain, ...lists.flatMap(list => list ?? [])];
}

/** How a path may be compared (docs.haproxy.org, "Matching strings"). */
const WAYS: Readonly<Record<string, (path: string, value: string) => boolean>> = {
  str: (path, value) => path === value,
  beg: (path, value) => path.startsWith(value),
  end: (path, value) => path.endsWith(value),
  sub: (path, value) => path.includes(value),
  dir: (path, value) => `${path}/`.includes(`/${value.replace(/^\/|\/$/g, '')}/`),
};

/** `path_beg /admin`, `path -m beg /admin`; undefined for a way that is not known. */
export function comparesPath(
  path: string,
  way: string,
  values: readonly string[],
  words: readonly string[],
): Term {
  const anyCase = words.includes('-i');
  if (way === 'reg') return either(values.map(value => matches(value, path, anyCase ? 'i' : '')));
  const fits = Object.hasOwn(WAYS, way) ? WAYS[way] : undefined;
  const of = (text: string) => (anyCase ? text.toLowerCase() : text);
  return fits && values.some(value => fits(of(path), of(value)));
}

/** The Host header is one of these; unknown where it is but for its port, which clients of another port here may not send. */
export function namesHost(values: readonly string[], { host, port }: Passed): Term {
  if (host === null) return undefined;
  const names = values.map(each => each.toLowerCase());
  if (names.includes(hostSent(host, port))) return true;
  return names.includes(host.toLowerCase()) ? undefined : false;
}
