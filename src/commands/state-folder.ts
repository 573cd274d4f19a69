import { accessSync, constants, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Whether a folder can be written, or made where there is none. */
function canHave(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing && dirname(path) !== path && canHave(dirname(path));
  }
}

/** Containers run users whom no file knows: they have none. */
function home(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/**
 * Where netcheck keeps what outlives it: in the state directory of the XDG specification, which takes whole paths only. A
 * service's user has no home (/nonexistent), and another's may be read-only: a new folder among the temporary files, then.
 */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const places = [env.XDG_STATE_HOME ?? '', join(home(), '.local/state')].filter(isAbsolute);
  const folder = places.map(place => join(place, 'netcheck')).find(canHave);
  return folder ?? mkdtempSync(join(tmpdir(), 'netcheck-'));
}
