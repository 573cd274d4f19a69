import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { bracketed, formatEndpoint } from '../../net/address.js';
import { editAt } from '../fixes/edit.js';
import { baseName } from '../invocation.js';
import { literal } from '../literal.js';
import { withOption } from '../options.js';
import type { Candidate, Change, Wanted } from '../program.js';
import { callChanges } from './source-calls.js';
import { familyEdits, writtenFor } from './source-family.js';

/** Words of a line that starts a server, and of one that is a client's or only names hosts. */
const STARTS =
  /listen|bind|\brun\w*\(|serve|HTTPServer|TCPServer|WSGIServer|make_server|create_server|app_run|launch/i;
const NAMES = /host|addr|interface|\bip\b/i;
const CLIENT =
  /connect|(?<!\bENV\.)fetch\(|axios|request\.|requests\.|redis|postgres|mysql|mongo|database|\bdb\b|allowed_?hosts|origin|cors|curl|upstream|proxy_pass|https?:\/\/|smtp|\.get\(["'`]http/i;
const COMMENT = /^\s*(#|\/\/|\*|\/\*)/;
/** A remark that begins behind the program's own words, and in no string. */
const REMARK = /^(?:[^"'`]|(["'`])(?:\\.|(?!\1)[^\\])*\1)*?\s(?:#\s|\/\/)/;

interface Place {
  readonly file: ConfigurationFile;
  /** Of the address itself, without quotes and port. */
  readonly start: number;
  readonly end: number;
  readonly line: string;
  readonly score: number;
}

/** How much of a line is looked at on either side of an address: bundled sources are one line. */
const WIDE = 400;

/** The lines of source that hold the bound address, changed by flag, by variable or by editing them. */
export function sourceChanges(
  files: readonly ConfigurationFile[],
  bound: readonly string[],
  wanted: Wanted,
  candidate: Candidate,
): readonly Change[] {
  const places = files.flatMap(file => placesIn(file, bound, wanted.port));
  const best = places.reduce((most, { score }) => Math.max(most, score), 0);
  const top = places.filter(place => place.score === best);
  const place = top[0];
  if (!place || top.length > 1) return callChanges(files, wanted);
  const byName = byVariable(place, wanted);
  // What the variable holds goes before the literal beside it.
  const isSet = byName.some(({ environment = {} }) =>
    Object.keys(environment).some(name => candidate.process.environment?.[name]),
  );
  const edits = isSet ? [] : byEdit(place, wanted, bound[0]!);
  return [...byFlag(place, wanted, candidate), ...byName, ...edits.map(each => undone(each, place))].slice(
    0,
    2,
  );
}

/** What compilers and bundlers leave in what they make: TypeScript's head of a module, the line that names a map. */
const MADE =
  /^(?:"use strict";\s*)?Object\.defineProperty\(exports, "__esModule"|^\/\/[#@] sourceMappingURL=/m;

/** An edit of what a build made lasts until the next one, and of a package until it is installed again. */
function undone(change: Change, { file: { path, text } }: Place): Change {
  const name = baseName(path);
  if (/\/(?:node_modules|site-packages)\//.test(path))
    return { ...change, risk: `${name} belongs to a package: its next installation undoes this.` };
  const risk = `${name} is made by a build: change what it is made of as well, or the next build undoes this.`;
  return MADE.test(text) ? { ...change, risk } : change;
}

function placesIn(file: ConfigurationFile, bound: readonly string[], port: number): Place[] {
  const addresses = bound.map(literal).join('|');
  const pattern = new RegExp(`(["'\`])(?:tcp:)?(?:${addresses})(?=(?::\\d+)?\\1)`, 'g');
  return [...file.text.matchAll(pattern)].flatMap(match => {
    const line = lineAround(file.text, match.index);
    const before = lineAround(file.text.slice(0, match.index), match.index);
    if (COMMENT.test(line) || REMARK.test(before)) return [];
    const address = bound.find(each => match[0].endsWith(each))!;
    const end = match.index + match[0].length;
    return [{ file, start: end - address.length, end, line, score: scoreOf(line, port) }];
  });
}

/** The line that a place of a text is in. */
function lineAround(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - WIDE), at);
  const after = text.slice(at, at + WIDE);
  return before.slice(before.lastIndexOf('\n') + 1) + after.split('\n', 1)[0]!;
}

function scoreOf(line: string, port: number): number {
  const starts = STARTS.test(line) ? 4 : 0;
  const named = NAMES.test(line) ? 2 : 0;
  const ported = new RegExp(`\\b${port}\\b`).test(line) ? 3 : 0;
  return 1 + starts + named + ported - (CLIENT.test(line) && !ported ? 6 : 0);
}

/** What a flag or a variable has to hold in the place of the literal: with its port where that has one. */
function valueFor({ file, start, end }: Place, { address }: Wanted): string {
  const port = /^:(\d+)/.exec(file.text.slice(end, end + 6))?.[1];
  const before = file.text.slice(Math.max(0, start - 4), start) === 'tcp:' ? 'tcp:' : '';
  return `${before}${port === undefined ? address : formatEndpoint(address, Number(port))}`;
}

/** `host: { alias: 'H', default: 'localhost'`, over several lines: an option as yargs takes it. */
const YARGS = /["']?\b([\w-]+)["']?\s*[:,]\s*\{[^{}]*\bdefault\s*:\s*["'`]$/;

const yargsFlag = ({ file, start }: Place): string | undefined => {
  const name =
    /\byargs\b/.test(file.text) && YARGS.exec(file.text.slice(Math.max(0, start - WIDE), start))?.[1];
  return name ? `--${name}` : undefined;
};

/** `add_argument("--host", default="127.0.0.1")`: the script has a flag for it. */
function byFlag(place: Place, wanted: Wanted, { invocation }: Candidate): Change[] {
  const { line } = place;
  const flag = /add_argument\([^()]*["'](--[\w-]+)["']|option\(\s*["'](?:-\w,\s*)?(--[\w-]+)/.exec(line);
  const name = flag?.[1] ?? flag?.[2] ?? yargsFlag(place);
  if (!name || invocation.titled) return [];
  const command = [...invocation.head, ...withOption(invocation.args, [name], valueFor(place, wanted))];
  return [{ title: `Start it with ${name} ${valueFor(place, wanted)}`, command }];
}

/** What reads a variable, up to the literal that stands for it where it is not set. */
const BEFORE_LITERAL =
  /(?:process\.env\.(\w+)\s*(?:\|\||\?\?)|process\.env\[["'](\w+)["']\]\s*(?:\|\||\?\?)|(?:environ\.get|getenv|ENV\.fetch)\(\s*["'](\w+)["']\s*,|ENV\[["'](\w+)["']\]\s*\|\|)[^"'`;\n]*["'`](?:tcp:)?$/;

/** `process.env.HOST || "127.0.0.1"`, `os.environ.get("HOST", "127.0.0.1")`: a variable goes before the literal. */
function byVariable(place: Place, wanted: Wanted): Change[] {
  const { file, start } = place;
  const match = BEFORE_LITERAL.exec(file.text.slice(Math.max(0, start - WIDE), start));
  const name = match?.slice(1).find(Boolean);
  if (!name || /port/i.test(name)) return [];
  const value = valueFor(place, wanted);
  return [{ title: `Start it with ${name}=${value}`, environment: { [name]: value } }];
}

function byEdit({ file, start, end, line }: Place, wanted: Wanted, bound: string): Change[] {
  const written = writtenFor(file, bound, wanted);
  // Inside "host:port" an IPv6 address stands in brackets.
  const inPair = file.text[end] === ':' && /\d/.test(file.text[end + 1] ?? '');
  const address = inPair ? bracketed(written) : written;
  const name = baseName(file.path);
  const title = `Write ${written || 'an empty host, for both families,'} in ${name}`;
  const quoted = {
    start: start - 1,
    end: end + 1,
    text: `${file.text[start - 1]}${address}${file.text[end]}`,
  };
  const both = familyEdits(file, quoted, line, { bound, address: written });
  if (both) return both.length > 0 ? [{ title, edits: both }] : [];
  const edit = editAt(file, start, end, address);
  const quotedEdit =
    edit && edit.find.length <= 16 ? (editAt(file, quoted.start, quoted.end, quoted.text) ?? edit) : edit;
  return quotedEdit ? [{ title, edits: [quotedEdit] }] : [];
}
