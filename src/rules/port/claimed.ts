import { listeningSaid } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import { scriptOf } from '../../facts/processes/by-source.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners } from '../../facts/sockets/types.js';
import { invocationOf } from '../../programs/invocation.js';
import { lineage } from '../../programs/lineage.js';
import type { Server } from './relatives.js';

/** Whoever says that it listens on a port that it does not have. */
export interface Claim {
  readonly claimant: Process;
  readonly line: string;
  readonly path: string;
}

/**
 * A program that lives, says in its log that it listens on the port, and is not of those who have it: Express 5 hands the
 * error to the callback of app.listen(), Go returns it from ListenAndServe(), and who does not look goes on.
 */
export function claimBeside(
  { process, holders }: Server,
  port: number,
  { processes, owners }: { readonly processes: readonly Process[]; readonly owners: Owners },
  logs: readonly LogExcerpt[],
): Claim | undefined {
  const family = [process, ...holders].flatMap(each => lineage(each, processes)).filter(isNoShell);
  const holding = new Set(Object.values(owners.pidsByInode).flat());
  const others = processes.filter(
    each =>
      !holding.has(each.pid) &&
      each.startedAt > process.startedAt &&
      !lineage(each, processes)
        .filter(isNoShell)
        .some(one => family.includes(one)),
  );
  return others.flatMap(each => claimOf(each, port, logs) ?? [])[0];
}

/** What it does, as the predicate of a sentence. */
export const unheeding = 'says that it listens there, and has no socket: it did not heed the error';

const isNoShell = (process: Process): boolean =>
  process.pid > 1 && invocationOf(process).language !== 'shell';

/**
 * What a program's own log says of the port since it began. What no source bears out has to be the last word: others may
 * have written to the file before.
 */
export const claimOf = (claimant: Process, port: number, logs: readonly LogExcerpt[]): Claim | undefined =>
  claimWhere(claimant, logs, said => said.port === port);

/** The same by its last word alone: an earlier run may have said the others, and this one may still be starting where nobody has the port. */
export const lastClaimOf = (
  claimant: Process,
  port: number,
  logs: readonly LogExcerpt[],
): Claim | undefined =>
  claimOf(
    claimant,
    port,
    logs.map(log => ({ ...log, lines: log.lines.slice(-1) })),
  );

/** It says that it listens on no port: the variable that it takes it from is not set, so that the kernel chose one. */
export const portlessClaimOf = (claimant: Process, logs: readonly LogExcerpt[]): Claim | undefined =>
  claimWhere(claimant, logs, ({ line }) => /(?:\bport[ =:]+|:)(?:undefined|NaN|None)\b/i.test(line));

const claimWhere = (
  claimant: Process,
  logs: readonly LogExcerpt[],
  isMeant: (said: ReturnType<typeof listeningSaid>) => boolean,
): Claim | undefined =>
  logs
    .filter(log => log.modifiedAt >= claimant.startedAt && isWrittenBy(log, claimant))
    .flatMap(({ lines, path }) => {
      const told = scriptOf(claimant.command) === undefined ? lines.slice(-1) : lines;
      const said = listeningSaid(told);
      return isMeant(said) ? [{ claimant, line: said.line, path }] : [];
    })[0];
