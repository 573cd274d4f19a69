import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { isBelow, isOfFolder, type Mapped } from '../proxies/apache-paths.js';
import { matches } from '../proxies/nginx-patterns.js';
import { type Line, linesOf } from '../proxies/upstreams-others.js';

/** A section of directories, locations or proxied addresses, and what it says. */
export interface Section {
  readonly kind: string;
  readonly place: string;
  readonly lines: Line[];
}

const OPENS = /^<(Directory|Location|Proxy)(Match)?\s+(~\s+)?"?([^"\s>]+)"?>/i;
const CLOSES = /^<\/(Directory|Location|Proxy)(Match)?>/i;

/** The lines that stand in no section. */
export function outsideOf(lines: readonly Line[]): readonly Line[] {
  let inside = false;
  return lines.filter(({ text }) => {
    if (OPENS.test(text)) inside = true;
    const counts = !inside;
    if (CLOSES.test(text)) inside = false;
    return counts;
  });
}

/** A section holds for the request. Where no file is known, every folder may be meant. */
export function fits({ kind, place }: Section, path: string, target: Mapped): boolean {
  if (kind === 'location') return place.endsWith('/') ? path.startsWith(place) : isBelow(path, place);
  if (kind === 'locationmatch') return matches(place, path) === true;
  const what =
    target && (kind.startsWith('proxy') ? 'url' in target && target.url : 'file' in target && target.file);
  if (!what) return target === null;
  if (kind.endsWith('match')) return matches(place, what) === true;
  return kind === 'proxy' ? what.startsWith(place.replace(/\*$/, '')) : isBelow(what, place);
}

/** Patterns come behind the plain sections of their kind. */
export const rank = ({ kind, place }: Section): number =>
  (kind.startsWith('location') ? 20_000 : 0) + (kind.endsWith('match') ? 10_000 : place.length);

/** The files of folders that AllowOverride lets count, each as a section of its folder. */
export function inFolders(
  files: readonly ConfigurationFile[],
  sections: readonly Section[],
): readonly Section[] {
  return files.filter(isOfFolder).flatMap(file => {
    const place = file.path.replace(/\/[^/]*$/, '');
    const allowed = sections
      .filter(each => each.kind === 'directory' && isBelow(place, each.place))
      .sort((one, other) => rank(one) - rank(other))
      .flatMap(each => each.lines.flatMap(({ text }) => /^AllowOverride\s+(.+)$/i.exec(text)?.[1] ?? []))
      .at(-1);
    return /^(?!None\b)/i.test(allowed ?? 'None')
      ? [{ kind: 'directory', place, lines: [...linesOf([file])] }]
      : [];
  });
}

export function sectionsOf(lines: readonly Line[]): readonly Section[] {
  const sections: Section[] = [];
  let open: Section | undefined;
  for (const line of lines) {
    const [, kind, match, tilde, place] = OPENS.exec(line.text) ?? [];
    if (kind && place) {
      open = { kind: `${kind.toLowerCase()}${match || tilde ? 'match' : ''}`, place, lines: [] };
      sections.push(open);
    } else if (CLOSES.test(line.text)) open = undefined;
    else open?.lines.push(line);
  }
  return sections;
}
