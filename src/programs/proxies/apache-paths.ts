import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { withModules } from './apache-modules.js';
import { matches } from './nginx-patterns.js';
import type { Passed } from './upstream.js';
import { type Line, linesOf } from './upstreams-others.js';
import { siteFor } from './virtual-hosts.js';

/** The lines of Apache's site that answers for a host, and those outside of any site. */
export interface SiteLines {
  readonly own: readonly Line[];
  readonly outside: readonly Line[];
}

/** A file that counts in its own folder alone. */
export const isOfFolder = ({ path }: ConfigurationFile): boolean => path.endsWith('/.htaccess');

/** The lines with the values of `Define NAME VALUE` in the places of ${NAME}; those of its environment are not known. */
function defined(lines: readonly Line[]): readonly Line[] {
  const values = new Map(
    lines.flatMap(({ text }) => {
      const [, name, value] = /^Define\s+(\w+)\s+"?([^"\s]{1,200})"?$/i.exec(text) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  if (values.size === 0) return lines;
  const put = (text: string) =>
    text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole);
  return lines.map(line => ({ ...line, text: put(line.text) }));
}

/** Which of Apache's lines are for a host on a port: of the virtual hosts, one alone. */
export function siteLines(files: readonly ConfigurationFile[], asked: Passed): SiteLines {
  const site = siteFor(files, 'apache2', asked)?.site;
  const own: Line[] = [];
  const outside: Line[] = [];
  let open: Line | null = null;
  for (const line of withModules(defined(linesOf(files.filter(each => !isOfFolder(each)))))) {
    if (/^<VirtualHost\s/i.test(line.text)) open = line;
    if (open === null) outside.push(line);
    else if (open.file === site?.file && open.line === site.line) own.push(line);
    if (/^<\/VirtualHost>/i.test(line.text)) open = null;
  }
  return { own, outside };
}

/** What a path leads to: a file, or a URL that it is passed on to; null where that cannot be told. */
export type Mapped = { readonly file: string } | { readonly url: string } | null;

/** ProxyPass and RewriteRule … [P] come before Alias and its kin, and those before the DocumentRoot (mod_proxy, mod_alias). */
export function mapped({ own, outside }: SiteLines, path: string): Mapped {
  const lines = [...own, ...outside];
  const url = passedOn(lines, path);
  if (url !== undefined) return { url };
  const file = aliased(lines, path);
  if (file !== undefined) return file === null ? null : { file };
  const root = lines.map(({ text }) => /^DocumentRoot\s+"?([^"\s]+)/i.exec(text)?.[1]).find(Boolean);
  return root === undefined ? null : { file: root + path };
}

/** The first ProxyPass that fits decides, also where it says that nothing is passed on: `!`. */
function passedOn(lines: readonly Line[], path: string): string | undefined {
  let location: string | undefined;
  for (const { text } of lines) {
    const opened = /^<Location\s+"?([^"\s>]+)"?>/i.exec(text)?.[1];
    location = opened ?? (/^<\/Location>/i.test(text) ? undefined : location);
    const url = passes(text, location, path) ?? rewritten(text, path);
    if (url !== undefined) return url === '!' ? undefined : url;
  }
  return undefined;
}

/** ProxyPass and ProxyPassMatch; within a Location they name no path of their own. */
function passes(text: string, location: string | undefined, path: string): string | undefined {
  const [, match, first, second] =
    /^ProxyPass(Match)?\s+"?([^"\s]+)"?(?:\s+"?([^"\s]+)"?)?/i.exec(text) ?? [];
  if (first === undefined) return undefined;
  const [from, url] = location === undefined ? [first, second] : [location, first];
  const fits = match && location === undefined ? matches(from, path) : path.startsWith(from);
  return fits ? url : undefined;
}

function rewritten(text: string, path: string): string | undefined {
  const [, pattern, url] = /^RewriteRule\s+"?([^"\s]+)"?\s+"?([^"\s]+)"?\s+\[[^\]]*\bP\b/i.exec(text) ?? [];
  return pattern !== undefined && matches(pattern, path) ? url : undefined;
}

/** The file that an alias leads to; null where its pattern says which, undefined where none fits. */
function aliased(lines: readonly Line[], path: string): string | null | undefined {
  for (const { text } of lines) {
    const [, match, from, to] =
      /^(?:WSGI)?(?:Script)?Alias(Match)?\s+"?([^"\s]+)"?\s+"?([^"\s]+)"?/i.exec(text) ?? [];
    if (from === undefined || to === undefined) continue;
    if (match && matches(from, path)) return null;
    if (!match && isBelow(path, from)) return to + path.slice(from.length);
  }
  return undefined;
}

/** A path is a place, or below it. */
export const isBelow = (path: string, place: string): boolean =>
  `${path}/`.startsWith(place.replace(/\/?$/, '/'));
