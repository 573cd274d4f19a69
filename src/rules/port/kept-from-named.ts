import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import { listeningSaid } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Machine } from '../../facts/machine/types.js';
import { scriptOf } from '../../facts/processes/by-source.js';
import { environmentNamesPort, mentionsPort } from '../../facts/processes/candidates.js';
import { servesBySource } from '../../facts/processes/serves-by-source.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Subject } from '../../facts/subject/types.js';
import type { Question } from '../../net/question.js';
import { absolutePath } from '../../programs/door.js';
import { keepsService } from '../../programs/supervision/service-folder.js';
import { mayTellOf } from '../process/errors-about.js';
import { isHidden } from '../process/hidden-descriptors.js';
import { type LogError, lastError } from '../process/log-errors.js';
import { voicesOf } from '../process/log-voices.js';
import { meantBy } from '../process/meant.js';
import type { Seen as Read } from '../rule.js';
import { claimBeside, unheeding } from './claimed.js';
import { type Server, serversWith } from './relatives.js';

interface Seen {
  readonly processes: readonly Process[];
  readonly owners: Owners;
  readonly machine: Machine;
  readonly subject: Subject;
  readonly listeners: Fact<readonly Socket[]>;
  readonly logs: Fact<readonly LogExcerpt[]>;
  readonly configuration: Fact<readonly ConfigurationFile[]>;
}

/** A program that was meant, lives without a listener, and has said since its start, last of all, that it got none. */
export interface Lost<Meant = Process> {
  readonly meant: Meant;
  readonly error: Pick<LogError, 'line' | 'path' | 'port'>;
  /** What it does without the port, where it does not tell of an error, as the predicate of a sentence. */
  readonly does?: string;
  /** Who has the port that it names; undefined where nobody has it any more, or nobody is seen who does. */
  readonly holder: Server | undefined;
  /** Somebody has it, who may not be seen by an ordinary user. */
  readonly held: boolean;
}

/** The same of one that was asked for by its name or pid; undefined where nothing says so. */
export const lostByNamed = (facts: Seen, question: Question): Lost | undefined =>
  question.port === 0 ? lostByMeant(facts, question) : undefined;

/** Whoever was meant and lives without a listener, its logs since its start, and what these say last of all went wrong. */
export function lastWordOf(facts: Omit<Seen, 'configuration'>, question: Question) {
  const { processes, owners, machine, subject } = facts;
  const listeners = valueIn(facts.listeners) ?? [];
  const meant = meantBy({ processes, owners, listeners, subject }, question);
  if (!meant) return undefined;
  const own = (valueIn(facts.logs) ?? []).filter(
    log => log.modifiedAt >= meant.startedAt - 1000 && (log.pid === meant.pid || isWrittenBy(log, meant)),
  );
  return { meant, own, error: own.flatMap(log => ofThisRun(log, lastError(log, machine), meant) ?? [])[0] };
}

/** Such a word of this kind, of one that was asked for by its name or pid; undefined where there is none, or it cannot be told whose. */
export function saidByNamed(
  facts: Read<'machine', 'logs' | 'processes' | 'owners' | 'subject' | 'listeners'>,
  question: Question,
  kind: LogError['kind'],
): { readonly meant?: Process; readonly error: LogError } | undefined {
  const processes = valueIn(facts.processes);
  const owners = valueIn(facts.owners);
  const subject = valueIn(facts.subject);
  if (question.port !== 0 || !processes || !owners || !subject) return undefined;
  const { meant, error } = lastWordOf({ ...facts, processes, owners, subject }, question) ?? {};
  if (meant) return error?.kind === kind ? { meant, error } : undefined;
  const said = wordsOfGone({ ...facts, processes, subject }, question).find(each => each.kind === kind);
  return said && { error: said };
}

/** The same of whoever was meant; undefined where nothing says so, or of another port than the one that was asked for. */
export function lostByMeant(facts: Seen, question: Question): Lost | undefined {
  const word = lastWordOf(facts, question);
  if (!word) return undefined;
  const { meant, own, error } = word;
  if (!error && question.port === 0) return claimedBy(meant, own, facts);
  if (error?.kind !== 'address-in-use') return undefined;
  const port = error.port ?? (question.port || heldOfIts(meant, facts));
  if (port !== null && question.port !== 0 && port !== question.port) return undefined;
  const holder = holderOf({ port }, facts);
  const held = listenersOn({ port }, facts).length > 0;
  // Where neither its descriptors nor the holder may be seen, the listener may be its own.
  if (held && !holder && isHidden(meant, facts.machine)) return undefined;
  return { meant, error: { ...error, port }, holder, held };
}

/** Its words or its source say that it serves the port. */
function namesPort(meant: Process, port: number, { configuration }: Pick<Seen, 'configuration'>): boolean {
  const script = scriptOf(meant.command);
  const path = script && absolutePath(script, meant.directory);
  const source = (valueIn(configuration) ?? []).find(each => each.path === path);
  return (
    mentionsPort(meant.command, port) ||
    environmentNamesPort(meant.environment ?? {}, port) ||
    servesBySource(source?.text ?? '', port)
  );
}

/** A client may tell in its log where its server runs; one without a source cannot be looked at. */
const serves = (meant: Process, port: number, facts: Seen): boolean =>
  scriptOf(meant.command) === undefined || namesPort(meant, port, facts);

/** The one port that it is to serve and another has: Python and Java say of an address that is in use, but not of which. */
function heldOfIts(meant: Process, facts: Seen): number | null {
  const held = (valueIn(facts.listeners) ?? []).filter(({ protocol }) => protocol === 'tcp');
  const ports = [...new Set(held.map(({ local }) => local.port))].filter(port =>
    namesPort(meant, port, facts),
  );
  return ports.length === 1 ? ports[0]! : null;
}

/** It says that it listens on a port that another has had since before it began. */
function claimedBy(meant: Process, own: readonly LogExcerpt[], facts: Seen): Lost | undefined {
  if (meant.networkNamespace === null) return undefined;
  const port = own.flatMap(({ lines }) => listeningSaid(lines).port ?? [])[0];
  const holder = port === undefined || !serves(meant, port, facts) ? undefined : holderOf({ port }, facts);
  const claim = holder && claimBeside(holder, port!, facts, own);
  return claim?.claimant === meant
    ? { meant, holder, held: true, error: { ...claim, port: port! }, does: unheeding }
    : undefined;
}

/**
 * What says last of all of a program that was asked for by name and does not run, though who keeps it may: a log where the
 * caller stands that names it, or that of its keeper.
 */
function wordsOfGone(
  { processes, machine, subject, logs }: Pick<Seen, 'processes' | 'machine' | 'subject' | 'logs'>,
  { port, target: { program } }: Question,
): readonly LogError[] {
  const runs = processes.some(({ pid, name }) => subject.pids.includes(pid) && !keepsService(name));
  if ((port !== 0 && !subject.installed) || program === null || runs) return [];
  const open = new Set(processes.flatMap(({ output, errors }) => [output, errors]));
  return (valueIn(logs) ?? [])
    .flatMap(voicesOf)
    .filter(
      log =>
        (log.because === 'kept' && log.pid === null) ||
        (log.because === 'caller-directory' && mayTellOf(log, program) && !open.has(log.path)),
    )
    .flatMap(log => lastError(log, machine) ?? []);
}

/** The same, where it says that it got no port, and somebody has had that since before. */
export function goneWithout(facts: Seen, question: Question): Lost<string> | undefined {
  const error = wordsOfGone(facts, question).find(
    ({ kind, port }) => kind === 'address-in-use' && port !== null,
  );
  const holder = error && holderOf(error, facts);
  if (!holder || holder.process.startedAt > error.modifiedAt + 1000) return undefined;
  const meant = facts.subject.installed?.title ?? question.target.program;
  return meant === null ? undefined : { meant, error, holder, held: true };
}

/** Who has the port that an error names. */
function holderOf(error: Pick<LogError, 'port'>, { listeners, owners, processes }: Seen): Server | undefined {
  return serversWith(listenersOn(error, { listeners }), owners, processes)[0];
}

const listenersOn = (
  { port }: Pick<LogError, 'port'>,
  { listeners }: Pick<Seen, 'listeners'>,
): readonly Socket[] =>
  (valueIn(listeners) ?? []).filter(({ protocol, local }) => protocol === 'tcp' && local.port === port);

/** A debugger's door, without which a program runs as well. */
const besides = /inspector|debugger/i;
/** What belongs to an error of Node's or is said of it: its stack, its properties, another attempt; and what Tomcat does yet. */
const more =
  /^(?:\s|[}\])]|$)|retry|trying again|^Caused by: |^(?:INFO|WARNING|SEVERE): |^\w{3} \d{1,2}, \d{4} |^\d\d-\w{3}-\d{4} /i;

/** What a watcher (nodemon, node --watch) says of a program that has ended, which it lives on without. */
const watchers = /waiting for file changes|^Failed running '/;
/** The last line of such a program. */
const farewell = /^Emitted 'error' event|^Node\.js v\d/;

/**
 * In a file that earlier runs and other programs have written to as well, only the very end is this run's for certain,
 * and a line that has its pid: gunicorn's, or one as syslog has them.
 */
function ofThisRun(
  { lines }: LogExcerpt,
  error: LogError | undefined,
  { pid, startedAt }: Process,
): LogError | undefined {
  if (!error || besides.test(error.line) || error.modifiedAt < startedAt - 1000) return undefined;
  if (error.line.includes(`[${pid}]`)) return error;
  const at = lines.findLastIndex(line => line.trim().slice(0, 300) === error.line);
  const after = lines.slice(at + 1);
  const watched = after.some(line => watchers.test(line));
  const ofIt = (line: string): boolean => watched && (watchers.test(line) || farewell.test(line));
  return after.every(line => more.test(line) || ofIt(line)) ? error : undefined;
}
