import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { modulesOf } from '../proxies/apache-modules.js';
import {
  isBelow,
  isOfFolder,
  type Mapped,
  mapped,
  type SiteLines,
  siteLines,
} from '../proxies/apache-paths.js';
import { matches } from '../proxies/nginx-patterns.js';
import { hostSent, type Passed, pathOf } from '../proxies/upstream.js';
import { type Line, linesOf } from '../proxies/upstreams-others.js';
import { environmentOf } from './apache-env.js';
import { bodyOf, type Said } from './apache-requires.js';
import { rewriteSays } from './apache-rewrites.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { all, either } from './terms.js';

interface Section {
  readonly kind: string;
  readonly place: string;
  readonly lines: Line[];
}

const OPENS = /^<(Directory|Location|Proxy)(Match)?\s+(~\s+)?"?([^"\s>]+)"?>/i;
const CLOSES = /^<\/(Directory|Location|Proxy)(Match)?>/i;

/**
 * httpd.apache.org, "How the sections are merged": directories from short to long, then what they say of files, then
 * locations; the last one counts, of Require and of Allow and Deny each. Directories do not count for what is passed on, nor proxy sections for files.
 */
export function apacheAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const lines = siteLines(files, { address: coming.server, ...passed });
  const path = pathOf(passed);
  const target = mapped(lines, path);
  const written = sectionsOf([...lines.outside, ...lines.own]);
  const sections = [...written, ...(target ? inFolders(files, written) : [])];
  const fitting = sections.filter(each => fits(each, path, target)).sort((a, b) => rank(a) - rank(b));
  const folders = fitting.filter(({ kind }) => kind.startsWith('directory'));
  const rules = rulesOf(lines, folders);
  // A site rewrites before Require is asked, and a folder after that (translate_name and fixups of its request.c).
  const host = passed.host === null ? null : hostSent(passed.host, passed.port);
  const asked = { uri: path, client: coming.client, host };
  const first = rewriteSays(rules.server, { path, ...asked });
  if (first === 'other') return undefined;
  if (first?.admitted === false) return first;
  const allowed = required(fitting, target, { lines, path, coming });
  if (allowed?.admitted === false) return allowed;
  const { lines: inner = [], place = '' } = rules.folder ?? {};
  const file =
    target && 'file' in target && isBelow(target.file, place) ? target.file.slice(place.length) : path;
  const last = rewriteSays(inner, { path: file.replace(/^\//, ''), ...asked });
  if (last === 'other') return undefined;
  return last?.admitted === false ? last : (allowed ?? last ?? first);
}

/** Rules outside of sections count for the site that they are in; those of the innermost folder with any for what is in it. */
function rulesOf(lines: SiteLines, folders: readonly Section[]) {
  const modules = modulesOf(lines.outside);
  // Where it is not loaded, <IfModule mod_rewrite.c> leaves them out.
  if (modules.size > 0 && !modules.has('rewrite_module')) return { server: [], folder: undefined };
  const hasRules = (section: Section) =>
    section.lines.some(({ text }) => /^Rewrite(?:Rule|Engine)\b/i.test(text));
  return {
    server: outsideOf(lines.own.length > 0 ? lines.own : lines.outside),
    folder: folders.findLast(hasRules),
  };
}

/** The lines that stand in no section. */
function outsideOf(lines: readonly Line[]): readonly Line[] {
  let inside = false;
  return lines.filter(({ text }) => {
    if (OPENS.test(text)) inside = true;
    const counts = !inside;
    if (CLOSES.test(text)) inside = false;
    return counts;
  });
}

interface Asked {
  readonly lines: SiteLines;
  readonly path: string;
  readonly coming: Coming;
}

/** The same without a password and with one: who is let in by one alone has to log in, unless no address would do. */
function required(fitting: readonly Section[], target: Mapped, asked: Asked): Admittance | undefined {
  const [bare, known] = [false, true].map(password => lastSaid(fitting, target, asked, password));
  if (bare?.term !== false || known?.term !== true) return bare?.term === undefined ? undefined : shown(bare);
  return bare.byAddress ? { ...shown(bare), password: true } : undefined;
}

interface Last extends Said {
  readonly byAddress: boolean;
}

const shown = ({ term, line: { text, file, line } }: Said): Admittance => ({
  admitted: term === true,
  file,
  line,
  text,
});

/** What Require, and Allow and Deny, of the last section with any say; undefined where that rests on more. */
function lastSaid(
  fitting: readonly Section[],
  target: Mapped,
  { lines, path, coming }: Asked,
  password: boolean,
): Last | undefined {
  // mod_dir asks for the index of a folder in its place.
  const file = path.replace(/^.*\//s, '') || 'index.html';
  const files: Section = {
    kind: 'files',
    place: '',
    lines: [...outsideOf(lines.outside), ...outsideOf(lines.own)],
  };
  const set = environmentOf(
    [files, ...fitting].flatMap(each => each.lines),
    coming.client,
  );
  const request = { coming, password, file, modules: modulesOf(lines.outside), set };
  const places = fitting.findIndex(({ kind }) => kind.startsWith('location'));
  const folders = fitting.slice(0, places < 0 ? undefined : places);
  const read = (sections: readonly Section[], ofFiles: boolean) =>
    sections.map(section => ({ section, body: bodyOf(section.lines, { ...request, ofFiles }) }));
  const bodies = [
    ...read(folders, false),
    // What is passed on is no file (mod_proxy's map_to_storage).
    ...(target && 'url' in target ? [] : read([files, ...folders], true)),
    ...read(fitting.slice(folders.length), false),
  ];
  const last = (kind: 'requires' | 'compat') =>
    bodies.findLast(({ body }) => body[kind] !== null || body.more);
  const found = [last('requires'), last('compat')];
  // Where no file is known, every folder may be meant.
  const isOpen = ({ section, body }: (typeof bodies)[number]) =>
    body.more || (target === null && !section.kind.startsWith('location'));
  if (found.some(each => each && isOpen(each))) return undefined;
  const said = [found[0]?.body.requires, found[1]?.body.compat].flatMap(each => each ?? []);
  const any = bodies.some(({ body }) => body.any);
  if (any && said.length < 2) return undefined;
  const term = (any ? either : all)(said.map(each => each.term));
  const by = said.find(each => each.term === term) ?? said[0];
  return by && { term, line: by.line, byAddress: found.some(each => each?.body.byAddress) };
}

/** A section holds for the request. Where no file is known, every folder may be meant. */
function fits({ kind, place }: Section, path: string, target: Mapped): boolean {
  if (kind === 'location') return place.endsWith('/') ? path.startsWith(place) : isBelow(path, place);
  if (kind === 'locationmatch') return matches(place, path) === true;
  const what =
    target && (kind.startsWith('proxy') ? 'url' in target && target.url : 'file' in target && target.file);
  if (!what) return target === null;
  if (kind.endsWith('match')) return matches(place, what) === true;
  return kind === 'proxy' ? what.startsWith(place.replace(/\*$/, '')) : isBelow(what, place);
}

/** Patterns come behind the plain sections of their kind. */
const rank = ({ kind, place }: Section): number =>
  (kind.startsWith('location') ? 20_000 : 0) + (kind.endsWith('match') ? 10_000 : place.length);

/** The files of folders that AllowOverride lets count, each as a section of its folder. */
function inFolders(files: readonly ConfigurationFile[], sections: readonly Section[]): readonly Section[] {
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

function sectionsOf(lines: readonly Line[]): readonly Section[] {
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
