import { constants } from 'node:fs';
import { loadedCalls } from './netlink/library.js';
import type { FileStatus } from './system.js';

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const STATX_BASIC_STATS = 0x7ff;
const STATX_BTIME = 0x800;

/**
 * struct statx (statx(2)), the same on every little-endian machine, as numbers of 32 and of 64 bits. Buffer's readers,
 * and functions of our own for its fields, are called so often among a thousand processes that V8 makes machine code
 * of them, for which it takes 4 MB.
 */
const answer = Buffer.from(new ArrayBuffer(256));
const words = new Uint32Array(answer.buffer);
const longs = new BigInt64Array(answer.buffer);

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
  const mask = STATX_BASIC_STATS | STATX_BTIME;
  if (path.includes('\0') || loadedCalls()?.statx?.(AT_FDCWD, path, flags, mask, answer) !== 0)
    return undefined;
  return Object.assign(whatIn(words, longs), whenIn(words, longs));
}

type Times = Pick<FileStatus, 'modifiedAt' | 'changedAt' | 'bornAt'>;

function whatIn(words: Uint32Array, longs: BigInt64Array): Omit<FileStatus, keyof Times> {
  const mode = words[7]! & 0xffff;
  return {
    size: Number(longs[5]),
    inode: Number(longs[4]),
    device: deviceNumber(words[34]!, words[35]!),
    uid: words[5]!,
    gid: words[6]!,
    mode,
    kind: kinds[mode & constants.S_IFMT] ?? 'other',
  };
}

/** struct statx_timestamp, in milliseconds. */
const whenIn = (words: Uint32Array, longs: BigInt64Array): Times => ({
  modifiedAt: Number(longs[14]) * 1000 + words[30]! / 1e6,
  changedAt: Number(longs[12]) * 1000 + words[26]! / 1e6,
  bornAt: Number(longs[10]) * 1000 + words[22]! / 1e6,
});

/** As makedev(3) packs the two, and stat(2) shows them. */
const deviceNumber = (major: number, minor: number): number =>
  (minor & 0xff) + ((major & 0xfff) << 8) + (minor >>> 8) * 2 ** 20 + (major >>> 12) * 2 ** 44;
