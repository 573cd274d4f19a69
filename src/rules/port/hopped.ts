import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { invocationOf } from '../../programs/invocation.js';

/** What Vite, Astro, Next, Nuxt and Jupyter say before they try the next port. */
const hop =
  /\bport (\d{1,5}) is (?:already )?in use\b.{0,60}\b(?:trying another|using (?:available|alternative) port)/i;
const address = /https?:\/\/[^\s/]+:(\d{1,5})\b/;

/** A server that found its port taken, and took another. */
interface Hopped {
  readonly log: LogExcerpt;
  readonly line: string;
  readonly port: number;
}

type Look = (
  port: number,
  holder: Process,
  logs: readonly LogExcerpt[],
  listeners: readonly Socket[],
) => Hopped | undefined;

/** The log lies in the process's own directory, or in one of the folders there that frameworks keep logs in. */
export const isIn = ({ directory }: Process, { path }: LogExcerpt): boolean =>
  directory !== null &&
  path.startsWith(`${directory}/`) &&
  /^(?:logs?\/)?[^/]+$/.test(path.slice(directory.length + 1));

/** What such words are of: of those who go to the next port, all but Jupyter run on Node. */
const isOfKind = (process: Process, line: string): boolean =>
  /\btrying another port\b/.test(line)
    ? process.command.some(word => /jupyter|notebook/.test(word))
    : invocationOf(process).language === 'node';

/**
 * The server of the caller's directory that found the port taken since its holder started, and took another one, by its
 * log; and somebody listens there yet. A holder of the same kind and directory is an older start of the same.
 */
export const hoppedFrom: Look = (port, holder, logs, listeners) =>
  hops(
    logs.filter(log => log.because === 'caller-directory' && !isWrittenBy(log, holder)),
    port,
    holder,
    listeners,
  ).find(({ log, line }) => !(isIn(holder, log) && isOfKind(holder, line)));

/** The same of a newer start in the holder's own directory. */
export const hoppedBeside: Look = (port, holder, logs, listeners) =>
  hops(
    logs.filter(log => isIn(holder, log)),
    port,
    holder,
    listeners,
  ).find(({ line }) => isOfKind(holder, line));

function hops(
  logs: readonly LogExcerpt[],
  port: number,
  holder: Process,
  listeners: readonly Socket[],
): readonly Hopped[] {
  return logs.flatMap(log => {
    if (log.modifiedAt < holder.startedAt) return [];
    const at = log.lines.findLastIndex(line => Number(hop.exec(line)?.[1]) === port);
    const line = at < 0 ? undefined : log.lines[at]?.trim();
    if (!line) return [];
    const said = log.lines.slice(at + 1).flatMap(each => Number(address.exec(each)?.[1] ?? 0) || []);
    const [other] = said;
    const isThere = listeners.some(each => each.local.port === other);
    // Where the port is named again, a later start has it.
    return other !== undefined && isThere && !said.includes(port) ? [{ log, line, port: other }] : [];
  });
}
