import { remembering } from '../../net/remember.js';
import { baseName } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';

/**
 * Of the files that a process of the caller's own writes its output to (and of the nohup.out that it would get), those
 * that the caller may not open: its starter could (sudo, another user's shell). Each with a file that they may open:
 * beside the process's directory, in their home, or nowhere. Undefined where there is none, and for root.
 */
export function unwritableOf(
  system: System,
  process: {
    readonly uid: number;
    readonly directory: string | null;
    readonly output: string | null;
    readonly errors: string | null;
  },
): Readonly<Record<string, string>> | undefined {
  const { directory, output, errors } = process;
  if (system.uid <= 0 || process.uid !== system.uid) return undefined;
  const files = new Set(
    [output, errors].flatMap(path => (isFile(path) ? path.replace(/ \(deleted\)$/, '') : [])),
  );
  if (directory && ![output, errors].every(isFile)) files.add(`${directory}/nohup.out`);
  const closed = [...files].filter(path => !mayWrite(system, path));
  if (closed.length === 0) return undefined;
  const folders = [directory, system.env.HOME].filter(folder => folder?.startsWith('/'));
  return Object.fromEntries(
    closed.map(path => {
      const others = folders.map(folder => `${folder}/${baseName(path)}`);
      return [path, others.find(each => mayWrite(system, each)) ?? '/dev/null'];
    }),
  );
}

const isFile = (path: string | null): path is string =>
  path?.startsWith('/') === true && !/^\/(dev|memfd:)/.test(path);

/** The groups that the caller acts in. */
const groupsOf = remembering((system: System): readonly number[] => {
  const text = system.read('/proc/self/status', 8192);
  return (text.match(/^G(id|roups):.*$/gm) ?? []).flatMap(line => line.split(/\s+/).slice(1).map(Number));
});

/** By the mode bits (path_resolution(7)); a file that is not there is made, which its folder must allow. */
function mayWrite(system: System, path: string): boolean {
  try {
    return allows(system, path, 2);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
  }
  try {
    return allows(system, path.slice(0, path.lastIndexOf('/')) || '/', 3);
  } catch {
    return false;
  }
}

/** Exactly one of the three triples of permissions counts: the owner's, the group's or the others'. */
function allows(system: System, path: string, wanted: number): boolean {
  const { uid, gid, mode } = system.status(path, true);
  const shift = uid === system.uid ? 6 : groupsOf(system).includes(gid) ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}
