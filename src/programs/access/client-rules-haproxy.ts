import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Section, sectionsOf, waysOf } from '../proxies/haproxy-sections.js';
import { type Passed, pathOf } from '../proxies/upstream.js';
import type { Line } from '../proxies/upstreams-others.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { anyMeansClient, UNANSWERED } from './client-words.js';
import { addedIn, comparesPath, isMissing, namesHost, valuesOf } from './haproxy-values.js';
import { all, either, not, type Term } from './terms.js';

/** One client's request. */
export interface Asking extends Coming {
  readonly passed: Passed;
  readonly files: readonly ConfigurationFile[];
  /** Headers that the rules add to it. */
  readonly added: ReadonlySet<string>;
  /** What lists of tests came to: of one acl, a thousand rules may speak. */
  readonly terms: Map<readonly string[], Term>;
}

export const askingFor = (files: readonly ConfigurationFile[], passed: Passed, coming: Coming): Asking => ({
  ...coming,
  passed,
  files,
  added: addedIn(files),
  terms: new Map(),
});

const RULE =
  /^(http-request|tcp-request\s+(?:connection|session|content))\s+(allow|accept|auth|deny|reject|tarpit|silent-drop|return(?=[^#{]*?\sstatus\s+(?:403|429|503)\b))\b[^#]*?(?:\b(if|unless)\s+(.*))?$/s;

/** What else ends the rules, or changes the address and the path that the next ones see. */
const OTHERS =
  /^(http-request|tcp-request\s+(?:connection|session|content))\s+(?:return(?![^#{]*?\sstatus\s+(?:403|429|503)\b)|redirect|use-service|expect-proxy|set-(?:src|dst|path|pathq|uri)|replace-(?:path|pathq|uri))\b[^#]*?(?:\b(if|unless)\s+(.*))?$/s;

/** A page within a rule, whose words may look like a condition. */
const PAGE = /\sstring\s+"[^"]*"/;

/** One test, of an acl line or in braces: `src 10.0.0.0/8`, `path_beg -i /admin` (docs.haproxy.org, "Using ACLs"). */
function tested(text: string, { client, server, passed, files, added }: Asking): Term {
  const [what = '', ...words] = text.trim().split(/\s+/);
  if (isMissing(what, added)) return false;
  const values = valuesOf(words, files);
  if (values === undefined) return undefined;
  const way = /\s-m\s+(\S+)/.exec(text)?.[1];
  const [, asked, ending = 'str'] = /^(path|url)(?:_(beg|end|sub|dir|reg))?$/.exec(what) ?? [];
  if (asked)
    return comparesPath(asked === 'url' ? passed.path : pathOf(passed), way ?? ending, values, words);
  if (way !== undefined && way !== 'ip') return undefined;
  if (what === 'src') return anyMeansClient(values, client);
  if (what === 'dst') return anyMeansClient(values, server);
  if (/^(?:req\.)?hdr\(host\)$/i.test(what)) return namesHost(values, passed);
  if (what === 'method') return values.includes('GET');
  // Nobody has said a password yet.
  if (/^http_auth(?:_group)?\b/.test(what)) return false;
  return what === 'always_true' ? true : what === 'always_false' ? false : undefined;
}

const usual: Readonly<Record<string, string>> = {
  TRUE: 'always_true',
  FALSE: 'always_false',
  LOCALHOST: 'src 127.0.0.1/8 ::1',
  HTTP: 'always_true',
  METH_GET: 'method GET HEAD',
};

export type Acls = ReadonlyMap<string, readonly string[]>;

/** The tests of each acl: lines of the same name are joined by "or". */
export function aclsOf(lines: readonly Line[]): Acls {
  const acls = new Map<string, string[]>();
  for (const { text } of lines) {
    const [, name, test] = /^acl\s+(\S+)\s+(.+)$/s.exec(text) ?? [];
    if (!name || !test) continue;
    const tests = acls.get(name);
    if (tests) tests.push(test);
    else acls.set(name, [test]);
  }
  return acls;
}

/** Whether one of several tests holds. */
export function anyHolds(tests: readonly string[], asking: Asking): Term {
  if (!asking.terms.has(tests)) asking.terms.set(tests, either(tests.map(test => tested(test, asking))));
  return asking.terms.get(tests);
}

function named(name: string, acls: Acls, asking: Asking): Term {
  const tests = acls.get(name) ?? (Object.hasOwn(usual, name) ? [usual[name]!] : []);
  return tests.length > 0 ? anyHolds(tests, asking) : undefined;
}

/** Characters of a condition that is read; nobody writes longer ones. */
export const LONGEST = 4000;

/** A condition: tests side by side are joined by "and", `||` and `or` part them. */
export function holds(condition: string, acls: Acls, asking: Asking): Term {
  if (condition.length > LONGEST) return undefined;
  return either(
    condition.split(/\s*\|\|\s*|\s+or\s+/).map(part =>
      all(
        [...part.matchAll(/(!?)\s*(?:\{([^}]*)\}|([^\s!{}]+))/g)].map(([, no, braces, name]) => {
          const term = braces === undefined ? named(name ?? '', acls, asking) : tested(braces, asking);
          return no ? not(term) : term;
        }),
      ),
    ),
  );
}

/** An address from a header that is not sent stays what it is. */
const keepsAddress = ({ text }: Line, { added }: Asking): boolean =>
  isMissing(/^http-request\s+set-src\s+(\S+)/.exec(text)?.[1] ?? '', added);

/** The rules of one kind decide from the first to the last; the last one is named where all let the client by. */
function decided(lines: readonly Line[], kind: RegExp, asking: Asking): Admittance | undefined {
  const acls = aclsOf(lines);
  const met = (word: string | undefined, condition = ''): Term => {
    const fits = word === undefined ? true : holds(condition, acls, asking);
    return word === 'unless' ? not(fits) : fits;
  };
  let last: Admittance | undefined;
  for (const { text, file, line } of lines.filter(each => !keepsAddress(each, asking))) {
    const written = text.replace(PAGE, '');
    const [, other, when, which] = OTHERS.exec(written) ?? [];
    if (other !== undefined && kind.test(other) && met(when, which) !== false) return undefined;
    const [, by, action = '', word, condition] = RULE.exec(written) ?? [];
    if (by === undefined || !kind.test(by)) continue;
    const applies = met(word, condition);
    if (applies === undefined) return undefined;
    const admitted = action === 'allow' || action === 'accept' || !applies;
    const mute = action === 'reject' || action === 'silent-drop';
    const status = mute ? UNANSWERED : Number(/\b(?:deny_)?status\s+(\d{3})/.exec(text)?.[1] ?? 0);
    const more = { ...(action === 'auth' && { password: true as const }), ...(status && { status }) };
    last = { admitted, file, line, text, ...more };
    if (applies) return last;
  }
  return last;
}

export const frontAt = (
  files: readonly ConfigurationFile[],
  port: number,
  address: string,
): Section | undefined => {
  const { fronts } = waysOf(sectionsOf(files), port, address);
  return fronts.length === 1 ? fronts[0] : undefined;
};

const USE = /^use_backend\s+(\S+)(?:\s+(if|unless)\s+(.*))?$/s;

/** The backend that a request goes to: its name, the line by which it goes to none, or undefined where that is not told. */
export function wayOn({ kind, name, lines }: Section, asking: Asking): string | Line | undefined {
  const acls = aclsOf(lines);
  const uses = lines.filter(({ text }) => USE.test(text));
  for (const { text } of uses) {
    const [, backend = '', word, condition = ''] = USE.exec(text) ?? [];
    const fits = word === undefined ? true : holds(condition, acls, asking);
    if (fits === undefined) return undefined;
    if (fits === (word !== 'unless')) return backend;
  }
  const usual = lines.flatMap(({ text }) => /^default_backend\s+(\S+)/.exec(text)?.[1] ?? []).at(-1);
  return usual ?? (kind === 'listen' ? name : uses.at(-1));
}

/** What the http-request rules of the frontend on a port, and then of the backend behind it, say of a client's request. */
export const haproxyAdmits = (
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined => {
  const front = frontAt(files, passed.port, coming.server);
  if (!front) return undefined;
  const { lines } = front;
  // The answer to a monitor comes before all rules.
  const monitored = lines.some(
    ({ text }) => text.split(/\s+/, 2).join(' ') === `monitor-uri ${pathOf(passed)}`,
  );
  if (monitored) return undefined;
  const asking = askingFor(files, passed, coming);
  const said = decided(lines, /^http-request$/, asking);
  const ruled = lines.some(
    ({ text }) => /^http-request\s/.test(text) && (RULE.test(text) || OTHERS.test(text)),
  );
  if (said ? !said.admitted || said.text.startsWith('http-request allow') : ruled) return said;
  const way = wayOn(front, asking);
  // Who goes to no backend is told that there is no server.
  if (typeof way === 'object')
    return { admitted: false, file: way.file, line: way.line, text: way.text, status: 503 };
  const back = sectionsOf(files).find(({ kind, name }) => kind === 'backend' && name === way);
  return (back && decided(back.lines, /^http-request$/, asking)) ?? said;
};

/** What its tcp-request rules say of a client's connection: who is rejected is hung up on. */
export function haproxyTakes(
  files: readonly ConfigurationFile[],
  port: number,
  coming: Coming,
): Admittance | undefined {
  const asking = askingFor(files, { port, host: null, path: '/' }, coming);
  const front = frontAt(files, port, coming.server);
  const kinds = [/connection$/, /session$/, /content$/];
  return kinds.map(kind => decided(front?.lines ?? [], kind, asking)).find(each => each?.admitted === false);
}
