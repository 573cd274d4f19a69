import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { UnreadFile } from './types.js';

const LIMIT = 64 * 1024;

/** The text of a file, at most `limit` bytes of it; undefined where it cannot be read. */
export const textOf = (system: System, path: string, limit = LIMIT): string | undefined =>
  attempt(() => system.read(path, limit));

const errorOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EIO';
  }
};

const linkOf = (system: System, path: string): string | undefined => {
  try {
    return system.link(path);
  } catch {
    return undefined;
  }
};

/**
 * Why a file that could not be read could not: nobody but its owner may, or it is a link to a file that is gone. Undefined
 * where it is simply not there.
 */
function whyUnread(system: System, file: string): UnreadFile | undefined {
  const error = errorOf(() => system.read(file, 1));
  const leadsTo = error === undefined ? undefined : linkOf(system, file);
  const reason =
    error === 'EACCES' || error === 'EPERM'
      ? ('not-permitted' as const)
      : error === 'ENOENT' && leadsTo !== undefined
        ? ('leads-nowhere' as const)
        : undefined;
  return reason && { file, reason, ...(leadsTo !== undefined && { leadsTo }) };
}

/** Those of these files that are there and could not be read. */
export const unreadAmong = (system: System, files: readonly string[]): readonly UnreadFile[] =>
  files.flatMap(file => whyUnread(system, file) ?? []);
