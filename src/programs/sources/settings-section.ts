/** What surrounds a place of a file of settings. */
export interface Section {
  /** The names of the sections that it is in: of `[redis]`, of `redis:` above it, of `"redis": {`. */
  readonly names: readonly string[];
  /** What else is said in the innermost of them. */
  readonly body: string;
}

/** Nobody nests settings deeper. */
const DEEPEST = 8;

/** JSON: the braces around it, and the names before them. What they hold of others is left out of the body. */
function inBraces(text: string, at: number): Section {
  const opens: number[] = [];
  for (let place = at, depth = 0; place >= 0 && opens.length < DEEPEST; place--) {
    if (text[place] === '}') depth++;
    if (text[place] === '{' && --depth < 0) {
      opens.push(place);
      depth = 0;
    }
  }
  const names = opens.flatMap(
    open => /([\w.-]{1,64})["']?\s{0,8}:\s{0,8}$/.exec(text.slice(Math.max(0, open - 90), open))?.[1] ?? [],
  );
  let body = '';
  for (let place = (opens[0] ?? -1) + 1, depth = 0; place < text.length && depth >= 0; place++) {
    if (text[place] === '{') depth++;
    if (depth === 0) body += text[place];
    if (text[place] === '}') depth--;
  }
  return { names, body };
}

const HEADER = /^[ \t]*\[{1,2}([^[\]\n]{1,64})\]{1,2}[ \t\r]*(?:[#;].*)?$/gm;

/** INI and TOML: what is between two headers. */
function underHeader(text: string, at: number, headers: readonly RegExpExecArray[]): Section {
  const header = headers.findLast(({ index }) => index < at);
  const next = headers.find(({ index }) => index > at);
  return { names: header ? [header[1]!] : [], body: text.slice(header?.index ?? 0, next?.index) };
}

const depthOf = (line: string): number => /^[ \t]*(?:- )?/.exec(line)![0].length;

/** YAML: lines above it that stand further out, and those beside it. */
function indented(text: string, at: number): Section {
  const lines = text.split('\n').filter(line => /^\s*[^#\s]/.test(line));
  const place = text
    .slice(0, at)
    .split('\n')
    .slice(0, -1)
    .filter(line => /^\s*[^#\s]/.test(line)).length;
  const own = depthOf(lines[place] ?? '');
  const names: string[] = [];
  let depth = own;
  for (let above = place - 1; above >= 0 && depth > 0; above--) {
    const line = lines[above]!;
    if (depthOf(line) >= depth) continue;
    depth = depthOf(line);
    names.push(/[\w.-]{1,64}/.exec(line)?.[0] ?? '');
  }
  const isOut = (line: string) => depthOf(line) < own;
  const start = lines.slice(0, place).findLastIndex(isOut) + 1;
  const end = lines.findIndex((line, index) => index > place && isOut(line));
  const beside = lines.slice(start, end < 0 ? undefined : end).filter(line => depthOf(line) === own);
  return { names, body: beside.join('\n') };
}

/** The section of a file of settings that a place is in. */
export function sectionAt(text: string, at: number): Section {
  if (/^\s*(?:\[\s*)?\{/.test(text)) return inBraces(text, at);
  const headers = [...text.matchAll(HEADER)];
  return headers.length > 0 ? underHeader(text, at, headers) : indented(text, at);
}
