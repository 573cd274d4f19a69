import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';

/** What Vite, Astro, Next, Nuxt and Jupyter say before they try the next port. */
const hop =
  /\bport (\d{1,5}) is (?:already )?in use\b.{0,60}\b(?:trying another|using (?:available|alternative) port)/i;
const address = /https?:\/\/[^\s/]+:(\d{1,5})\b/;

/** A server that found its port taken, and took another. */
export interface Hopped {
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

const isIn = ({ directory }: Process, { path }: LogExcerpt): boolean =>
  directory !== null && path.startsWith(`${directory}/`);

/**
 * The server of the caller's directory that found the port taken since its holder started, and took another one, by its
 * log; and somebody listens there yet. A holder of the same directory is an older start of the same.
 */
export const hoppedFrom: Look = (port, holder, logs, listeners) =>
  hopIn(
    logs.filter(log => log.because === 'caller-directory' && !isIn(holder, log)),
    port,
    holder,
    listeners,
  );

/** The same of a newer start in the holder's own directory. */
export const hoppedBeside: Look = (port, holder, logs, listeners) =>
  hopIn(
    logs.filter(log => isIn(holder, log)),
    port,
    holder,
    listeners,
  );

function hopIn(
  logs: readonly LogExcerpt[],
  port: number,
  holder: Process,
  listeners: readonly Socket[],
): Hopped | undefined {
  for (const log of logs) {
    if (log.modifiedAt < holder.startedAt) continue;
    const at = log.lines.findLastIndex(line => Number(hop.exec(line)?.[1]) === port);
    const line = at < 0 ? undefined : log.lines[at]?.trim();
    const other = log.lines.slice(at + 1).flatMap(each => Number(address.exec(each)?.[1] ?? 0) || [])[0];
    const isThere = listeners.some(each => each.local.port === other);
    if (line && other !== undefined && other !== port && isThere) return { log, line, port: other };
  }
  return undefined;
}
