import { valueIn } from '../../facts/fact.js';
import type { Limits } from '../../facts/limits/types.js';
import { inUse } from '../../facts/logs/port-said.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { watches } from '../../programs/supervision/reloader.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule, type Seen } from '../rule.js';
import { crashedBehind, mendAndSave } from './crashed-behind.js';
import { type Ended, endedContainer, endedEntry } from './ended.js';
import { endedProgram } from './ended-program.js';
import { threadsErrorIn } from './ended-thread.js';
import { endedUnit } from './ended-unit.js';
import { errorsAbout, isOfOne, logSays, mayTellOf } from './errors-about.js';
import type { LogError } from './log-errors.js';
import { leftBehind } from './outlived.js';
import { remedyFor } from './remedies.js';

/** The server ended: its log, unit, PM2 entry or container says so. */
export const rule = defineRule({
  code: 'process/crashed',
  needs: ['sockets', 'machine', 'processes', 'owners', 'listeners'],
  mayUse: ['logs', 'units', 'pm2', 'containers', 'limits', 'probes', 'subject'],
  explainedBy: [
    'process/crash-loop',
    'process/killed',
    'port/privileged',
    'port/selinux',
    'port/taken',
    'bind/address-not-here',
  ],
  check(facts, question) {
    const left = question.port === 0 ? [] : idleOn(facts.sockets, question);
    if (!left) return crashedBehind(facts, question);
    const { error, behind } = errorOf(facts, left, question);
    const ended = endedWithout(left, facts, question);
    if (!error && !ended) return undefined;
    const last = ended?.last ?? error?.line;
    const who = ended ? `${ended.who} ended (${ended.how})` : `The server${partOf(error, facts)} ended`;
    const word = last ? `${who}; its last word: ${last}` : `${who}.`;
    const named = error?.port != null && last === error.line;
    const hint = named ? (hints[error.kind] ?? '') : '';
    return absent(
      hint ? `${word.replace(/\.?$/, '.')} ${hint}` : word,
      'ended',
      [...(ended ? [ended.evidence] : []), ...(error ? [logSays(error)] : [])],
      [behind && error && !ended ? mendAndSave(error) : fixOf(ended, error?.path ?? '', last)],
    );
  },
});

/** By an error that ends a thread the rest of a program may live on, out of sight. */
const partOf = (error: LogError | undefined, { logs }: Pick<Looked, 'logs'>): string => {
  const { lines = [] } = (valueIn(logs) ?? []).find(({ path }) => path === error?.path) ?? {};
  const at = lines.findLastIndex(line => error && line.includes(error.line));
  const { of } = threadsErrorIn(lines.slice(0, at + 1)) ?? {};
  return of ? `, or one of its ${of},` : '';
};

/** `path` is the log that tells of it, where nobody kept an eye on it. */
function fixOf(ended: Ended | undefined, path: string, last = ''): Fix {
  if (ended?.fix) return ended.fix;
  return {
    title: 'Mend what its log says, then start it again',
    text: [ended?.log ?? `  tail -n 20 ${quoted(path)}`, remedyFor(last) ?? [], ended ? then(ended) : []]
      .flat()
      .join('\n'),
    needsRoot: ended?.needsRoot ?? false,
  };
}

const then = ({ again }: Ended): readonly string[] => (again ? [`Mend what it says, then:\n  ${again}`] : []);

type Looked = Seen<
  'sockets' | 'machine' | 'processes' | 'owners' | 'listeners',
  'logs' | 'units' | 'pm2' | 'containers' | 'limits' | 'subject'
>;

const isBound = (left: readonly Socket[]): boolean => left.some(({ state }) => state === 'bound');

/**
 * Whoever has bound the port tells of it: the end of others is no reason why it does not listen. Who has it yet tells why
 * the server could not have it.
 */
function endedWithout(left: readonly Socket[], facts: Looked, question: Question): Ended | undefined {
  const ended = isBound(left) ? undefined : endedOf(facts, question);
  return left.length > 0 && inUse.test(ended?.last ?? '') ? undefined : ended;
}

/** The server by whoever kept an eye on it. */
const endedOf = ({ units, pm2, containers, subject }: Looked, question: Question): Ended | undefined =>
  endedProgram(valueIn(subject)?.supervised) ??
  endedUnit(valueIn(units) ?? []) ??
  endedEntry(valueIn(pm2) ?? [], question.port) ??
  endedContainer(valueIn(containers) ?? [], question);

/** The error that the server ended by, as a log tells it; and whether a reloader is left that wrote it there. */
function errorOf(
  { processes, owners, listeners, logs, machine, limits, subject }: Looked,
  left: readonly Socket[],
  { port, target }: Question,
): { readonly error: LogError | undefined; readonly behind: boolean } {
  // A program that still has its log open, or whose supervisor has, has not ended; what only watches it (nodemon, a reloader) lives on.
  const remains = leftBehind({ processes, owners, listeners, idle: left });
  const others = processes.filter(each => !remains.includes(each));
  const own = outputsOf(remains);
  const fatal = fatalKinds(port, left.length === 0, valueIn(limits));
  const lives = new Set(others.map(({ pid }) => pid));
  // Wherever it lies, it is that of who was named.
  const pids = valueIn(subject)?.pids ?? [];
  const asked = outputsOf(remains.filter(({ pid }) => pids.includes(pid)));
  const told = (valueIn(logs) ?? []).filter(
    each =>
      (asked.has(each.path) || mayTellOf(each, target.program)) &&
      !(each.because === 'kept' && each.pid !== null && lives.has(each.pid)),
  );
  const hidden = new Set(told.flatMap(({ foreign, path }) => (foreign ? path : [])));
  const error = errorsAbout(told, machine, port).find(
    each =>
      fatal.includes(each.kind) &&
      // Who failed to bind may live on without its port; of who crashed, the last word tells.
      (each.kind === 'crash' || !hidden.has(each.path)) &&
      (isBound(left) ? own.has(each.path) : !isOfOne(each, others)) &&
      (each.kind !== 'address-in-use' || each.port !== null),
  );
  return { error, behind: error !== undefined && outputsOf(remains.filter(watches)).has(error.path) };
}

const outputsOf = (processes: readonly Process[]): ReadonlySet<string | null> =>
  new Set(processes.flatMap(each => [each.output, each.errors]));

/**
 * The errors that a server ended by. One about the port counts where nothing else tells of it: nobody has the port any
 * more, not even a closing connection; or it is one that needs no privilege.
 */
const fatalKinds = (port: number, free: boolean, limits: Limits | undefined): readonly LogError['kind'][] => [
  'crash',
  ...(free && port !== 0 ? (['address-in-use'] as const) : []),
  ...(limits && port >= limits.unprivilegedPortStart ? (['permission'] as const) : []),
];

const hints: Partial<Record<LogError['kind'], string>> = {
  'address-in-use': 'Nobody has the port any more, so it may be started again.',
  permission:
    "The port needs no privilege, so a security module (SELinux, AppArmor, Landlock) or its unit's sandbox (SocketBindDeny=) forbids it.",
};
