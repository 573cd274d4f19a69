import { inUse } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { scriptOf } from '../../facts/processes/by-source.js';
import type { Process } from '../../facts/processes/types.js';
import { recognised } from '../../programs/identify.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import { isIn } from '../port/hopped.js';
import { errorsAbout, type LogError } from './log-errors.js';

/** What a server's own log, or the trace in it, calls the server: its script, its module, or its program. */
function callsIt(process: Process): readonly string[] {
  const { module } = invocationOf(process);
  const program = recognised(process, [process])?.program;
  const script = scriptOf(process.command);
  return [
    ...(script ? [baseName(script)] : []),
    ...(module ? [`${module.replaceAll('.', '/')}.py`] : []),
    ...(program && !program.generic ? [program.id] : []),
  ];
}

/**
 * Whether the log of a start that was refused its port is of the very server that has it: it lies in that one's directory, and
 * calls it by name. Nobody else is kept from the port then. What a supervisor starts has a place of its own.
 */
export function isOfSameServer(log: LogExcerpt, holders: readonly Process[]): boolean {
  if (log.because === 'program' || log.because === 'kept' || !log.lines.some(line => inUse.test(line)))
    return false;
  const said = log.lines.join('\n').toLowerCase();
  return holders.some(
    each => isIn(each, log) && callsIt(each).some(word => said.includes(word.toLowerCase())),
  );
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
  ).find(({ kind, modifiedAt }) => kind === 'address-in-use' && modifiedAt >= holder.startedAt);
