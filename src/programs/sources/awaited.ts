import type { Process } from '../../facts/processes/types.js';
import { baseName } from '../invocation.js';
import { literal } from '../literal.js';
import { loopsIn } from './loops.js';
import { sets } from './script-variables.js';

/** What a start script waits for before it starts its server. */
export interface Awaited {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** The line that waits, as it stands there. */
  readonly line: string;
  /** The whole loop; empty where the command line of a tool for this says it. */
  readonly loop: string;
}

/** Tools that ask whether a service is there, each with the port that it asks where none is given. */
const tools: readonly (readonly [name: RegExp, port: number])[] = [
  [/\b(?:nc|ncat|netcat)\b/, 0],
  [/\bpg_isready\b|\bpsql\b/, 5432],
  [/\b(?:mysqladmin|mariadb-admin|mysql|mariadb)\b/, 3306],
  [/\b(?:redis|valkey)-cli\b/, 6379],
];
const HOST = String.raw`[A-Za-z0-9][\w.-]*|\[[\da-f:]+\]`;
const device = new RegExp(String.raw`/dev/tcp/(${HOST})/(\d{1,5})\b`);
const url = new RegExp(String.raw`\b(?:curl|wget)\b.*?\bhttps?://(${HOST})(?::(\d{1,5}))?`);
const option = new RegExp(String.raw`\s(?:-h|--host)[ =]?(${HOST})`);
const portOption = /\s(?:-p|-P|--port)[ =]?(\d{1,5})\b/;
/** The last two words of nc that are no option's: nc -z -w 1 db 5432. */
const pair = new RegExp(String.raw`\s(?!\d+\s)(${HOST})\s+(\d{1,5})(?=\s*(?:$|[;&|<>)]|\d>))`);

/** Characters in which a loop says what it waits for. */
const LONGEST = 1000;

const variable = /["']?\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})["']?/g;

/**
 * Variables of a script that hold one plain word: DB_HOST=db, the default in ${DB_HOST:-db}, and host="$1", which is what
 * the script was given.
 */
function expanded(line: string, script: string, given: readonly string[]): string {
  return line.replace(variable, (whole, bare, braced, fallback) => {
    const name = bare ?? braced;
    const set = new RegExp(
      `(?:^|;)[ \\t]*(?:export[ \\t]+)?${name}=["']?(?:\\$\\{\\w+:?-)?([\\w.:-]+|\\$\\d)\\}?["']?[ \\t]*(?:;|$)`,
      'm',
    ).exec(script)?.[1];
    const position = /^\$(\d)$/.exec(set ?? `$${name}`)?.[1];
    return (position === undefined ? set : given[Number(position) - 1]) ?? fallback ?? whole;
  });
}

const place = (host: string, port: number): { host: string; port: number } | undefined =>
  port > 0 && port < 65536 ? { host: host.replace(/^\[|\]$/g, ''), port } : undefined;

/** Where a command looks for a service; undefined where it does not, or where is not to be read. */
function askedBy(command: string): { host: string; port: number } | undefined {
  const [, host, number] = device.exec(command) ?? url.exec(command) ?? [];
  if (host !== undefined) {
    const usual = /\bhttps:/.test(command) ? 443 : 80;
    return place(host, Number(number ?? usual));
  }
  const tool = tools.find(([name]) => name.test(command));
  if (!tool) return undefined;
  const [, usual] = tool;
  if (usual === 0) {
    const [, at, port] = pair.exec(command) ?? [];
    return at === undefined ? undefined : place(at, Number(port));
  }
  const named = option.exec(command)?.[1];
  return named === undefined ? undefined : place(named, Number(portOption.exec(command)?.[1] ?? usual));
}

/** `wait_for() {`: there $1 is what the function was given. */
const FUNCTION = /^[ \t]*(?:function[ \t]|[\w-]+[ \t]*\([ \t]*\))/m;

/** What a loop ends by, as it stands there but for the variables that the script itself sets. */
function conditionOf(loop: string, script: string, given: readonly string[]): string | undefined {
  const [, condition] = /^(?:until\b|while\s+!)([\s\S]*?)(?:[;\n]\s*)do\b/.exec(loop.slice(0, LONGEST)) ?? [];
  const known = FUNCTION.test(script) ? [] : given;
  return condition === undefined ? undefined : ` ${expanded(condition, script, known)}`;
}

const lineOf = (loop: string): string => loop.split('\n')[0]!.trim().slice(0, 200);

/**
 * The loops of a script that end when a service is there: until COMMAND; do …, and while ! COMMAND; do …. `given`: the
 * script's own arguments. Total.
 */
export function awaitedIn(script: string, given: readonly string[] = []): readonly Awaited[] {
  return loopsIn(script).flatMap(loop => {
    const condition = conditionOf(loop, script, given);
    const found = condition === undefined ? undefined : askedBy(condition);
    return found ? [{ ...found, line: lineOf(loop), loop }] : [];
  });
}

/** A loop that ends when a service is there, whose place variables of the environment hold. */
export interface Elsewhere extends Pick<Awaited, 'line' | 'loop'> {
  readonly variables: readonly string[];
}

/** Those loops of a script. */
export function awaitedByVariables(script: string, given: readonly string[]): readonly Elsewhere[] {
  return loopsIn(script).flatMap(loop => {
    const condition = conditionOf(loop, script, given) ?? '';
    const asks = /\/dev\/tcp\//.test(condition) || tools.some(([name]) => name.test(condition));
    const named = [...condition.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name!);
    const variables = [...new Set(named)].filter(
      name => /HOST|PORT|ADDR|SERVER|URL/i.test(name) && !sets(script, name),
    );
    return asks && !askedBy(condition) && variables.length > 0
      ? [{ variables, line: lineOf(loop), loop }]
      : [];
  });
}

/** Such tools; the last two are of npm. */
const waiters = /^(?:wait-for(?:-it)?(?:\.sh)?|dockerize|wait-on|wait-port)$/;
/** db:5432, tcp://db:5432, http://api:3001/health; of npm's tools also tcp:db:5432, http-get://api:3001, tcp:5432 and :5432 of this machine. */
const awaitedPlace = new RegExp(
  `^(?:-?-?wait=?)?(?:(?:tcp|https?)(?:-get)?:(?://)?|(?=:))?(?:(${HOST}):|:|(?<=tcp:))(\\d{1,5})(?:/.*)?$`,
);

/** wait-for-it.sh db:5432 -- gunicorn …, with -h db -p 5432 or db 5432 too, dockerize -wait tcp://db:5432, wait-on tcp:db:5432: by the command line. */
export function awaitedBy(command: readonly string[]): Awaited | undefined {
  const at = command.findIndex(word => waiters.test(baseName(word)));
  if (at < 0 || at > 2) return undefined;
  const end = command.indexOf('--', at);
  const words = command.slice(at + 1, end < 0 ? undefined : end);
  // The others take no place in two words, and dockerize is followed by the server's own, without dashes between.
  const line = baseName(command[at]!).startsWith('wait-for') ? ` ${words.join(' ')}` : '';
  const byOptions = [undefined, option.exec(line)?.[1], portOption.exec(line)?.[1]];
  const [, host, port] =
    words.map(word => awaitedPlace.exec(word)).find(Boolean) ?? pair.exec(line) ?? byOptions;
  const found = port === undefined ? undefined : place(host ?? 'localhost', Number(port));
  return found && { ...found, line: command.slice(at).join(' ').slice(0, 200), loop: '' };
}

type Words = Pick<Process, 'command'>;

/**
 * Whether a shell is in this loop now: what it runs is named in it with all its words (`sleep 1`), or is one of the tools
 * that ask, or a copy of itself that does.
 */
export const isIn = ({ loop }: Pick<Awaited, 'loop'>, shell: Words, children: readonly Words[]): boolean =>
  loop === '' ||
  children.some(
    ({ command }) =>
      // One that has ended has no words left.
      command.length > 0 &&
      (command.join(' ') === shell.command.join(' ') ||
        new RegExp(`(?<![\\w-])${literal(words(command))}(?![\\w.])`).test(loop)),
  );

const words = ([first = '', ...rest]: readonly string[]): string => [baseName(first), ...rest].join(' ');
