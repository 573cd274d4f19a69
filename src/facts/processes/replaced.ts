import { absolutePath, folderOf } from '../../programs/door.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';

const deleted = / \(deleted\)$/;

/** What /proc/PID/exe and cwd lead to, with the kernel's mark of what is deleted. */
interface Links {
  readonly executable: string | null;
  readonly directory: string | null;
  /** /proc/PID/environ. */
  readonly environ: string | undefined;
  readonly startedAt: number;
}

const kindOf = (system: System, path: string) => attempt(() => system.status(path, true).kind);

/** The link by which a shell had entered a directory (PWD), as `current` of a deployment, and where it leads to now. */
function entrance(system: System, environ: string | undefined) {
  const path = /(?:^|\0)PWD=(\/[^\0]*)/.exec(environ ?? '')?.[1];
  const to = path === undefined ? undefined : attempt(() => system.link(path));
  return path === undefined || to === undefined || kindOf(system, path) !== 'directory'
    ? undefined
    : { path, to: absolutePath(to, folderOf(path)) };
}

/**
 * Where to start a process anew whose directory or program was deleted: the directory itself where there is one again,
 * else the link by which it was entered. Where nothing is deleted, that link if it leads to another directory by now.
 * Undefined where nothing has come in its place.
 */
export function startAgainIn(
  system: System,
  { executable, directory, environ, startedAt }: Links,
): string | undefined {
  if (!executable || !directory) return undefined;
  if (!deleted.test(executable) && !deleted.test(directory)) {
    // Most stand where they were started: nothing is looked up for those.
    if (environ?.includes(`PWD=${directory}\0`)) return undefined;
    const by = entrance(system, environ);
    if (!by || by.to === directory || !isBeside(by.to, directory)) return undefined;
    // Else it has gone there by itself, or was put there.
    const turnedAt = attempt(() => system.status(by.path, false).modifiedAt) ?? 0;
    return turnedAt > startedAt ? by.path : undefined;
  }
  if (kindOf(system, executable.replace(deleted, '')) !== 'file') return undefined;
  const own = directory.replace(deleted, '');
  if (kindOf(system, own) === 'directory') return own;
  return entrance(system, environ)?.path;
}

/** One release of several, in a folder for them; a daemon that has gone elsewhere is in none. */
const isBeside = (one: string, other: string): boolean =>
  folderOf(one) !== '' && folderOf(one) === folderOf(other);
