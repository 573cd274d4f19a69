import { valueIn } from '../../facts/fact.js';
import { announcesPort } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Subject } from '../../facts/subject/types.js';
import type { Question } from '../../net/question.js';
import { type LogError, lastError } from '../process/log-errors.js';
import { voicesOf } from '../process/log-voices.js';
import { isOfSameServer } from '../process/started-in-vain.js';
import type { Seen } from '../rule.js';
import { idleOn } from './absent.js';
import type { Lost } from './kept-from-named.js';
import { type Server, serversWith } from './relatives.js';

type Facts = Seen<'processes' | 'owners' | 'machine', 'logs'>;

/** A start that found a port taken by another program, and ended. */
interface Refused {
  readonly log: LogExcerpt;
  readonly error: LogError & { readonly port: number };
  readonly holder: Server;
}

/** Those that logs of nobody who writes there yet tell of, lying where the caller stands or of a program that does not run. */
export function startsRefused(
  { logs, processes, owners, machine }: Facts,
  listeners: readonly Socket[],
): readonly Refused[] {
  const open = new Set(processes.flatMap(({ output, errors }) => [output, errors]));
  const told = (valueIn(logs) ?? []).filter(
    ({ because, path }) => ['caller-directory', 'program', 'kept'].includes(because) && !open.has(path),
  );
  return told.flatMap(voicesOf).flatMap(log => {
    const error = lastError(log, machine);
    if (error?.kind !== 'address-in-use' || error.port === null) return [];
    const taking = listeners.filter(({ protocol, local }) => protocol === 'tcp' && local.port === error.port);
    const holder = serversWith(taking, owners, processes)[0];
    if (!holder || holder.process.startedAt > error.modifiedAt + 1000) return [];
    if (isOfSameServer(log, [holder.process, ...holder.holders])) return [];
    return [{ log, error: { ...error, port: error.port }, holder }];
  });
}

/** The configuration of a program that does not run names the port, and the log is that program's. */
const isSetUp = ({ idle }: Subject, { path }: LogExcerpt, { port }: LogError): boolean =>
  port !== null && idle?.logs.includes(path) === true && idle.ports.includes(port);

/**
 * Nobody serves the port, for the server that was to have it found another one taken that it wants too: nginx, Apache,
 * HAProxy and Caddy end where they cannot have one of theirs.
 */
export function takenBeside(
  facts: Facts & Seen<'sockets' | 'subject', 'listeners'>,
  question: Question,
): Lost<string> | undefined {
  if (question.target.program !== null || !idleOn(facts.sockets, question)) return undefined;
  const found = startsRefused(facts, valueIn(facts.listeners) ?? []).find(
    ({ log, error }) =>
      error.port !== question.port &&
      (isSetUp(facts.subject, log, error) || announcesPort(log.lines, question.port)),
  );
  if (!found) return undefined;
  const { log, error, holder } = found;
  const title = isSetUp(facts.subject, log, error) ? facts.subject.idle?.title : undefined;
  return {
    meant: title ?? 'the server that was meant',
    error,
    holder,
    held: true,
    does: `wants that one as well as ${question.port}, and ended without it (address already in use)`,
  };
}
