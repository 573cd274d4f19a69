import type { ConfigurationFile } from '../facts/configuration/types.js';
import { isLoopback } from '../net/prefix.js';
import { isBelow, type Mapped, mapped, siteLines } from './apache-paths.js';
import type { Admittance, Coming } from './client-rules.js';
import { meansClient } from './client-words.js';
import { type Passed, pathOf } from './upstream.js';
import { matches } from './upstreams-nginx.js';
import type { Line } from './upstreams-others.js';

interface Section {
  readonly kind: string;
  readonly place: string;
  readonly requires: Line[];
  /** Containers that combine requirements, or accounts, are in it. */
  more: boolean;
}

/** Apache takes the first parts of an address without a dot behind them. */
const PARTS = /^\d+(\.\d+){0,2}\.?$/;
const OPENS = /^<(Directory|Location|Proxy)(Match)?\s+(~\s+)?"?([^"\s>]+)"?>/i;
const CLOSES = /^<\/(Directory|Location|Proxy)(Match)?>/i;
/** What lets a requirement rest on more than addresses, or on those of Apache 2.2. */
const MORE = /^(<(Require|Limit|If|Files)|Satisfy|Order|Allow from|Deny from)/i;

/**
 * httpd.apache.org, "How the sections are merged": directories from short to long, then locations; the last one counts.
 * Directories do not count for what is passed on, nor proxy sections for files.
 */
export function apacheAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const lines = siteLines(files, passed);
  const path = pathOf(passed);
  const target = mapped(lines, path);
  const sections = sectionsOf([...lines.outside, ...lines.own]).filter(
    each => each.requires.length > 0 || each.more,
  );
  const fitting = sections.filter(each => fits(each, path, target)).sort((a, b) => rank(a) - rank(b));
  const last = fitting.at(-1);
  if (!last || last.more || (target === null && !last.kind.startsWith('location'))) return undefined;
  const judged = last.requires.map(({ text }) => grants(text, coming));
  if (judged.includes(undefined)) return undefined;
  const { file, line, text } = last.requires[Math.max(0, judged.indexOf(true))]!;
  return { admitted: judged.includes(true), file, line, text: `Require ${text}` };
}

/** A section holds for the request. Where no file is known, every folder may be meant. */
function fits({ kind, place }: Section, path: string, target: Mapped): boolean {
  if (kind === 'location') return path.startsWith(place);
  if (kind === 'locationmatch') return matches(place, path);
  const what =
    target && (kind.startsWith('proxy') ? 'url' in target && target.url : 'file' in target && target.file);
  if (!what) return target === null;
  if (kind.endsWith('match')) return matches(place, what);
  return kind === 'proxy' ? what.startsWith(place.replace(/\*$/, '')) : isBelow(what, place);
}

/** Patterns come behind the plain sections of their kind. */
const rank = ({ kind, place }: Section): number =>
  (kind.startsWith('location') ? 20_000 : 0) + (kind.endsWith('match') ? 10_000 : place.length);

function sectionsOf(lines: readonly Line[]): readonly Section[] {
  const sections: Section[] = [];
  let open: Section | undefined;
  for (const { text, line, file } of lines) {
    const [, kind, match, tilde, place] = OPENS.exec(text) ?? [];
    if (kind && place) {
      open = {
        kind: `${kind.toLowerCase()}${match || tilde ? 'match' : ''}`,
        place,
        requires: [],
        more: false,
      };
      sections.push(open);
    }
    if (CLOSES.test(text)) open = undefined;
    if (!open) continue;
    open.more ||= MORE.test(text);
    const required = /^Require\s+(.+)$/is.exec(text)?.[1];
    if (required) open.requires.push({ text: required.trim(), line, file });
  }
  return sections;
}

/** Whether one Require lets the client in; undefined where that rests on more than its address. */
function grants(text: string, { client, server }: Coming): boolean | undefined {
  const [kind = '', ...words] = text.toLowerCase().split(/\s+/);
  if (kind === 'all') return words[0] === 'granted';
  if (kind === 'local') return isLoopback(client) || client === server;
  if (kind !== 'ip') return undefined;
  return words.some(
    word => meansClient(PARTS.test(word) ? `${word.replace(/\.$/, '')}.` : word, client) === true,
  );
}
