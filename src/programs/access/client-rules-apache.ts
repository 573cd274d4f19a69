import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { modulesOf } from '../proxies/apache-modules.js';
import { isBelow, type Mapped, mapped, type SiteLines, siteLines } from '../proxies/apache-paths.js';
import { hostSent, type Passed, pathOf } from '../proxies/upstream.js';
import { environmentOf } from './apache-env.js';
import { bodyOf, type Level, type Said } from './apache-requires.js';
import { rewriteSays } from './apache-rewrites.js';
import { fits, inFolders, outsideOf, rank, type Section, sectionsOf } from './apache-sections.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { all, either } from './terms.js';

/**
 * httpd.apache.org, "How the sections are merged": directories from short to long, then what they say of files, then
 * locations; the last one counts, of Require and of Allow and Deny each. Directories do not count for what is passed on, nor proxy sections for files.
 */
export function apacheAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const places = placesFor(files, passed, coming);
  const said = saidIn(places, coming);
  return said?.admitted === false && sendsAway(places) ? undefined : said;
}

type Places = ReturnType<typeof placesFor>;

/** Who is turned away is sent to another address, which answers as it does. */
export const sendsAway = ({ lines, fitting }: Places): boolean =>
  [...lines.own, ...lines.outside, ...fitting.flatMap(each => each.lines)].some(({ text }) =>
    /^ErrorDocument\s+403\s+"?https?:/i.test(text),
  );

/** What the rules of the places of a request say. */
export function saidIn(
  { lines, path, target, fitting, rules, asked }: Places,
  coming: Coming,
): Admittance | undefined {
  // A site rewrites before Require is asked, and a folder after that (translate_name and fixups of its request.c).
  const first = rewriteSays(rules.server, asked.server);
  if (first === 'other') return undefined;
  if (first?.admitted === false) return first;
  const allowed = required(fitting, target, { lines, path, coming });
  if (allowed?.admitted === false) return allowed;
  const last = rewriteSays(rules.folder, asked.folder);
  if (last === 'other') return undefined;
  return last?.admitted === false ? last : (allowed ?? last ?? first);
}

/** Where a request is dealt with, and how the rules of these places see it. */
export function placesFor(files: readonly ConfigurationFile[], passed: Passed, coming: Coming) {
  const lines = siteLines(files, { address: coming.server, ...passed });
  const path = pathOf(passed);
  const target = mapped(lines, path);
  const written = sectionsOf([...lines.outside, ...lines.own]);
  const sections = [...written, ...(target ? inFolders(files, written) : [])];
  const fitting = sections.filter(each => fits(each, path, target)).sort((a, b) => rank(a) - rank(b));
  const { server, folder } = rulesOf(
    lines,
    fitting.filter(({ kind }) => kind.startsWith('directory')),
  );
  const { lines: inner = [], place = '' } = folder ?? {};
  const file =
    target && 'file' in target && isBelow(target.file, place) ? target.file.slice(place.length) : path;
  const host = passed.host === null ? null : hostSent(passed.host, passed.port);
  const seen = { uri: path, client: coming.client, host };
  const asked = { server: { path, ...seen }, folder: { path: file.replace(/^\//, ''), ...seen } };
  return { lines, path, target, fitting, rules: { server, folder: inner }, asked };
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
  const request = { coming, password, uri: path, file, modules: modulesOf(lines.outside), set };
  const places = fitting.findIndex(({ kind }) => kind.startsWith('location'));
  const folders = fitting.slice(0, places < 0 ? undefined : places);
  const read = (sections: readonly Section[], level: Level) =>
    sections.map(section => ({ section, body: bodyOf(section.lines, { ...request, level }) }));
  const bodies = [
    ...read(folders, 'own'),
    // What is passed on is no file (mod_proxy's map_to_storage).
    ...(target && 'url' in target ? [] : read([files, ...folders], 'files')),
    ...read(fitting.slice(folders.length), 'own'),
    ...read([files, ...fitting], 'if'),
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
