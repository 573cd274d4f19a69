import { closeSync, constants, lstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { whyNot } from '../net/errno.js';
import { UsageError } from './context.js';

/** What keeps a file from being replaced, and not from being written: a mount point, a folder of others, a long name. */
const inTheWay = new Set(['EBUSY', 'EACCES', 'EPERM', 'ENAMETOOLONG']);

/** Writes the text of a record for its owner alone; a UsageError of one line where that cannot be done. */
export function saveRecord(path: string, text: string): void {
  try {
    if (isReplaceable(path) && replace(path, text)) return;
    checkReader(path);
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`cannot write ${path || "''"}: ${whyNot(error)}`);
  }
}

const kindOf = (path: string) => lstatSync(path, { throwIfNoEntry: false });

/** A plain file, or none yet. To put a file in the place of a device, a pipe or a link would take that from its users. */
const isReplaceable = (path: string): boolean =>
  path !== '' && !path.endsWith('/') && (kindOf(path)?.isFile() ?? true);

/**
 * Writes beside the path and renames, so that an interrupted run and a full disk lose nothing that was there; false
 * where that is not to be had. A draft that somebody else has put there is not written to.
 */
function replace(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && !inTheWay.has(code)) rmSync(draft, { force: true });
    if (inTheWay.has(code)) return false;
    throw error;
  }
  try {
    renameSync(draft, path);
    return true;
  } catch (error) {
    rmSync(draft, { force: true });
    if (inTheWay.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** ENXIO where nobody reads a named pipe: to open it for writing would wait for somebody who does. */
function checkReader(path: string): void {
  if (kindOf(path)?.isFIFO()) closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
}
