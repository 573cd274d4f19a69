import { constants } from 'node:fs';
import { loadedCalls } from './netlink/library.js';
import type { FileStatus } from './system.js';

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const STATX_BASIC_STATS = 0x7ff;
const STATX_BTIME = 0x800;

/** struct statx (statx(2)), the same on every architecture. */
const answer = Buffer.alloc(256);

const kinds: Readonly<Record<number, FileStatus['kind']>> = {
  [constants.S_IFREG]: 'file',
  [constants.S_IFDIR]: 'directory',
  [constants.S_IFSOCK]: 'socket',
  [constants.S_IFLNK]: 'link',
};

/**
 * A file's status by the C library, for Node's own takes three times as long and 6 KB of memory, which a thousand
 * processes make felt. Undefined where it cannot be had so, and Node's is to tell why.
 */
export function statx(path: string, follow: boolean): FileStatus | undefined {
  const flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
  if (
    path.includes('\0') ||
    loadedCalls()?.statx?.(AT_FDCWD, path, flags, STATX_BASIC_STATS | STATX_BTIME, answer) !== 0
  )
    return undefined;
  const mode = answer.readUInt16LE(28);
  return {
    size: number64(40),
    inode: number64(32),
    device: deviceNumber(answer.readUInt32LE(136), answer.readUInt32LE(140)),
    uid: answer.readUInt32LE(20),
    gid: answer.readUInt32LE(24),
    mode,
    modifiedAt: timeAt(112),
    changedAt: timeAt(96),
    bornAt: timeAt(80),
    kind: kinds[mode & constants.S_IFMT] ?? 'other',
  };
}

const number64 = (at: number): number => answer.readUInt32LE(at) + answer.readInt32LE(at + 4) * 2 ** 32;

/** struct statx_timestamp, milliseconds. */
const timeAt = (at: number): number => number64(at) * 1000 + answer.readUInt32LE(at + 8) / 1e6;

/** As makedev(3) packs the two, and stat(2) shows them. */
const deviceNumber = (major: number, minor: number): number =>
  (minor & 0xff) + ((major & 0xfff) << 8) + (minor >>> 8) * 2 ** 20 + (major >>> 12) * 2 ** 44;
