import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { sep } from 'node:path';

/** A span of a file in bytes: the first one and the one after the last. */
export interface FilePart {
  readonly start: number;
  readonly end: number;
}

/** What conditional requests compare, and what tells that a file kept in memory is still the one on disk. */
interface FileVersion {
  readonly size: number;
  readonly modifiedMs: number;
  readonly inode: number;
  readonly device: number;
}

/** A regular file that may be sent: its bytes in memory, or a descriptor that the receiver of this closes. */
export type OpenFile = FileVersion & { readonly etag: string } & (
    | { readonly bytes: Buffer }
    | { readonly descriptor: number }
  );

/** Where files are looked for, and how far links may lead. `root` is a real path. */
export interface Root {
  readonly root: string;
  readonly follow: boolean;
}

/** Files up to this size are read in one go and kept; larger ones are sent through a descriptor. */
const keptBytes = 256 * 1024;
const keptTotal = 16 * 1024 * 1024;
/** For so long a kept file is compared by its status only; then its way through links is looked at again. */
const trustedMs = 1000;
/** A file written so recently could change once more without its time stamp changing: it is not kept. */
const settledMs = 2000;

interface Kept extends FileVersion {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly until: number;
}

/** Files kept in memory, the least recently read first. */
export interface FileMemory {
  readonly files: Map<string, Kept>;
  total: number;
}

/** An empty memory of files; one for each root. */
export const createMemory = (): FileMemory => ({ files: new Map(), total: 0 });

const versionOf = (stats: Stats): FileVersion => ({
  size: stats.size,
  modifiedMs: stats.mtimeMs,
  inode: stats.ino,
  device: stats.dev,
});

/** The tag changes with the file's length, its time in microseconds and its inode: a replaced file has another one. */
const tagOf = ({ size, modifiedMs, inode }: FileVersion): string =>
  `"${inode.toString(36)}-${size.toString(36)}-${Math.round(modifiedMs * 1000).toString(36)}"`;

const sameVersion = (stats: Stats, kept: Kept): boolean =>
  stats.size === kept.size &&
  stats.mtimeMs === kept.modifiedMs &&
  stats.ino === kept.inode &&
  stats.dev === kept.device;

/** The status of `path`, links followed; undefined where there is nothing or it may not be looked at. */
export const statusOf = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

/**
 * Opens a regular file inside the root. `stats` is its status just now. Undefined where it cannot be read or lies
 * elsewhere. Throws EMFILE and ENFILE: those are the server's trouble and not the file's.
 */
export const openFile = (
  root: Root,
  memory: FileMemory,
  path: string,
  stats: Stats,
  now: number,
): OpenFile | undefined => {
  const kept = memory.files.get(path);
  if (kept && kept.until > now && sameVersion(stats, kept)) return kept;
  if (kept) forget(memory, path, kept);
  const descriptor = openInside(root, path);
  if (descriptor === undefined) return undefined;
  const version = versionOf(fstatSync(descriptor));
  const etag = tagOf(version);
  if (version.size > keptBytes) return { ...version, etag, descriptor };
  const bytes = readWhole(descriptor, version.size);
  closeSync(descriptor);
  const file = { ...version, size: bytes.length, etag, bytes, until: now + trustedMs };
  if (bytes.length === version.size && now - version.modifiedMs > settledMs) keep(memory, path, file);
  return file;
};

/** Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever. */
const readOnly = constants.O_RDONLY | constants.O_NONBLOCK;

const openInside = (root: Root, path: string): number | undefined => {
  let descriptor: number;
  try {
    descriptor = openSync(path, readOnly);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE') throw error;
    return undefined;
  }
  try {
    if (
      fstatSync(descriptor).isFile() &&
      (root.follow || isInside(root.root, pathOfDescriptor(descriptor, path)))
    )
      return descriptor;
  } catch {}
  closeSync(descriptor);
  return undefined;
};

/** Where an open file really lies. Asked after opening, so that a link swapped in between deceives nobody. */
const pathOfDescriptor = (descriptor: number, path: string): string =>
  process.platform === 'linux' ? readlinkSync(`/proc/self/fd/${descriptor}`) : realpathSync(path);

/** `path` is `root` or below it; both are real paths. */
export const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

const readWhole = (descriptor: number, size: number): Buffer => {
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const count = readSync(descriptor, bytes, length, size - length, length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
};

const keep = (memory: FileMemory, path: string, file: Kept): void => {
  memory.files.set(path, file);
  memory.total += file.size;
  for (const [oldest, { size }] of memory.files) {
    if (memory.total <= keptTotal) break;
    memory.files.delete(oldest);
    memory.total -= size;
  }
};

const forget = (memory: FileMemory, path: string, file: Kept): void => {
  memory.files.delete(path);
  memory.total -= file.size;
};
