import { inUse } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { scriptOf } from '../../facts/processes/by-source.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath } from '../../programs/door.js';
import { recognised } from '../../programs/identify.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import { literal } from '../../programs/literal.js';
import { isIn } from '../port/hopped.js';
import { isOvercome } from '../port/overcome.js';
import { errorsAbout } from './errors-about.js';
import type { LogError } from './log-errors.js';

/**
 * What a server's own log, or the trace in it, calls the server: its script as it was typed, its program, or its script's or
 * module's path. A library's file of that name lies in another folder: node_modules/koa/index.js, python3/http/server.py.
 */
function callsIt(process: Process): RegExp | undefined {
  const { command, directory } = process;
  const module = invocationOf(process).module?.replaceAll('.', '/');
  const program = recognised(process, [process])?.program;
  const script = scriptOf(command);
  const names = [
    ...(script ? [script, baseName(script), `./${baseName(script)}`] : []),
    ...(program && !program.generic ? [program.id] : []),
  ];
  const files = [...(script ? [script] : []), ...(module ? [`${module}.py`, `${module}/__main__.py`] : [])];
  const said = [
    ...names.map(each => `(?<![\\w./-])${literal(each)}`),
    ...files.map(each => `(?<![\\w.-])${literal(absolutePath(each, directory))}`),
  ];
  return said.length === 0 ? undefined : new RegExp(`(?:${said.join('|')})(?![\\w-])`, 'i');
}

/**
 * Whether the log of a start that was refused its port is of the very server that has it: it lies in that one's directory, and
 * calls it by name. Nobody else is kept from the port then. What a supervisor starts has a place of its own.
 */
export function isOfSameServer(log: LogExcerpt, holders: readonly Process[]): boolean {
  if (log.because === 'program' || log.because === 'kept' || !log.lines.some(line => inUse.test(line)))
    return false;
  return holders.some(each => {
    const called = isIn(each, log) ? callsIt(each) : undefined;
    return called !== undefined && log.lines.some(line => called.test(line));
  });
}

/** The error of a newer start of the holder, which was refused the port and ended. */
export const startedInVain = (
  port: number,
  holder: Process,
  logs: readonly LogExcerpt[],
  machine: Machine,
): LogError | undefined =>
  errorsAbout(
    logs.filter(log => isOfSameServer(log, [holder])),
    machine,
    port,
  ).find(
    each =>
      each.kind === 'address-in-use' &&
      each.modifiedAt >= holder.startedAt &&
      !isOvercome(each, logs, [holder]),
  );
