import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';

const deleted = / \(deleted\)$/;

/** What /proc/PID/exe and cwd lead to, with the kernel's mark of what is deleted. */
interface Links {
  readonly executable: string | null;
  readonly directory: string | null;
  /** /proc/PID/environ. */
  readonly environ: string | undefined;
}

/**
 * Where to start a process anew whose directory or program was deleted: the directory itself where there is one again,
 * else the link by which its shell had entered it (PWD), as `current` of a deployment. Undefined where nothing is
 * deleted, or nothing has come in its place.
 */
export function startAgainIn(system: System, { executable, directory, environ }: Links): string | undefined {
  if (!executable || !directory || !(deleted.test(executable) || deleted.test(directory))) return undefined;
  const kindOf = (path: string) => attempt(() => system.status(path, true).kind);
  if (kindOf(executable.replace(deleted, '')) !== 'file') return undefined;
  const own = directory.replace(deleted, '');
  if (kindOf(own) === 'directory') return own;
  const shown = /(?:^|\0)PWD=(\/[^\0]*)/.exec(environ ?? '')?.[1];
  const leads = shown !== undefined && attempt(() => system.link(shown)) !== undefined;
  return leads && kindOf(shown) === 'directory' ? shown : undefined;
}
