import { dirname } from 'node:path';
import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Process } from '../facts/processes/types.js';
import type { FileStatus, System } from '../system/system.js';
import { invocationOf } from './invocation.js';
import type { FileDoor } from './program.js';

/** Squid's own file, as it comes with its manual inside, has 340 kB. */
const LARGEST = 512 * 1024;
/** The kernel's clock for files goes by its timer, milliseconds. */
const TICK = 5;

/** The files of this machine, or of a process with a root of its own (`root`: /proc/PID/root). Regular files only. */
export function doorOn(system: System, root = ''): FileDoor {
  return {
    read(path) {
      try {
        const status = system.status(root + path, true);
        if (status.kind !== 'file' || status.size > LARGEST) return undefined;
        return system.read(root + path, LARGEST);
      } catch {
        return undefined;
      }
    },
    list(path) {
      try {
        return system.list(root + path);
      } catch {
        return [];
      }
    },
    modifiedAt(path) {
      try {
        return cameAt(system, root + path);
      } catch {
        return 0;
      }
    },
    locked(path) {
      try {
        system.checkWritable?.(root + path);
        return undefined;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        return code === 'EACCES' || code === 'EROFS' || code === 'EPERM' ? code : undefined;
      }
    },
  };
}

/** When the text came there, in a file that was written or copied, by a link that was made to it, or moved: cp -a and mv keep its date. */
function cameAt(system: System, path: string): number {
  const file = system.status(path, true);
  const times = [file, system.status(path, false)].flatMap(each => [each.modifiedAt, each.bornAt ?? 0]);
  const { changedAt = 0 } = file;
  // mv changes the directory in the same moment; another mode or owner is no other text.
  const moved = changedAt > Math.max(...times) && isNear(changedAt, system.status(dirname(path), true));
  return Math.max(...times, moved ? changedAt : 0);
}

const isNear = (time: number, { modifiedAt }: FileStatus): boolean => Math.abs(modifiedAt - time) < TICK;

/** Files that were read before: a program finds those of one process among them. */
export function doorOver(files: readonly ConfigurationFile[]): FileDoor {
  const at = (path: string) => files.find(each => each.path === path);
  return {
    read: path => at(path)?.text,
    list(folder) {
      const inside = folder.endsWith('/') ? folder : `${folder}/`;
      const below = files.filter(({ path }) => path.startsWith(inside));
      return [...new Set(below.map(({ path }) => path.slice(inside.length).split('/')[0]!))];
    },
    modifiedAt: path => at(path)?.modifiedAt ?? 0,
    locked: path => at(path)?.locked,
  };
}

/** One file as a fact; undefined where it cannot be read. */
export function fileAt(door: FileDoor, path: string): ConfigurationFile | undefined {
  const text = door.read(path);
  if (text === undefined) return undefined;
  const locked = door.locked?.(path);
  return { path, text, modifiedAt: door.modifiedAt(path), ...(locked && { locked }) };
}

/** Those of the paths that can be read, as facts. */
export const filesAt = (door: FileDoor, paths: readonly string[]): readonly ConfigurationFile[] =>
  paths.flatMap(path => fileAt(door, path) ?? []);

/** The folder that a file is in, by its path. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** An absolute path for one that a process named, relative to its directory. */
export function absolutePath(path: string, directory: string | null): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${directory ?? ''}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/**
 * The directory that a process was started in. It may have gone elsewhere, as a daemon goes to / when it leaves its
 * terminal; the shell's variable PWD still tells where that was.
 */
export function startedIn({ directory, environment, startDirectory }: Process): string | null {
  const { PWD } = environment ?? {};
  if (startDirectory !== undefined) return startDirectory;
  return directory === '/' && PWD?.startsWith('/') ? PWD : directory;
}

/**
 * Where a server's own files are: the directory that it was started in; where that is the root, as for a unit without
 * WorkingDirectory=, the folder of its script.
 */
export function homeOf(process: Process): string | null {
  const { script } = invocationOf(process);
  return process.directory === '/' && script?.startsWith('/') ? folderOf(script) : process.directory;
}

/** The folder of the script that it runs; null where it runs none that is named. */
export function scriptFolder(process: Process): string | null {
  const { script } = invocationOf(process);
  return script ? folderOf(absolutePath(script, startedIn(process))) : null;
}
