import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { askWhoHas } from './arp.js';
import { attachedPrograms } from './bpf.js';
import { openNetlink } from './netlink/netlink.js';
import { os } from './os.js';
import { run, runSync } from './run.js';
import { statx } from './statx.js';
import type { FileStatus, System } from './system.js';
import { isFreeToReuse } from './tcp/free-port.js';

const READ_LIMIT = 16 * 1024 * 1024;

/** What every file is read into, one after the other: a hundred small files would take as many times this otherwise. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** Files of the kernel; under a process's root, directory and descriptors lie those of anybody. */
const ofKernel = /^\/(?:proc|sys)\/(?!.*\/(?:root|cwd|fd)\/)/;
/** /dev/null (1, 3), to which a unit is linked that is masked. */
const nullDevice = 0x103;

/** Throws EINVAL for a pipe or a terminal: to read it waits for its writer, and takes from its reader what that writes. */
function checkPlain(path: string): void {
  if (ofKernel.test(path)) return;
  const status = statSync(path);
  if (status.isFIFO() || (status.isCharacterDevice() && status.rdev !== nullDevice))
    throw Object.assign(new Error(`${path} is no plain file`), { code: 'EINVAL' });
}

/**
 * Files of which the kernel makes a few lines. Node's own reader takes them in one call but knows no limit; ours has
 * Node look at so many arguments, for a hundred files, that V8 makes machine code of that, for which it takes 4 MB.
 */
const isShort =
  /^\/proc\/(?:(?:self|\d+)\/(?:task\/\d+\/)?(?:stat|status|comm|cgroup|limits|wchan|children)|sys\/[^:]+|net\/(?:snmp6?|netstat)|stat|meminfo)$/;

function read(path: string, limit?: number): string {
  if (limit === undefined && isShort.test(path)) return readFileSync(path, 'utf8');
  checkPlain(path);
  return input(path, limit);
}

/** Files of /proc say size 0, so a file is read until it ends, not until its size. */
function input(path: string, limit = READ_LIMIT): string {
  // /dev/stdin cannot be opened where that is a socket.
  const file = path === '-' ? 0 : openSync(path, 'r');
  try {
    const most = Math.abs(limit);
    let position: number | null = limit < 0 ? Math.max(0, fstatSync(file).size - most) : null;
    // What one more read may overwrite is kept; most files fit in whole.
    const kept: Buffer[] = [];
    let total = 0;
    let filled = 0;
    while (total < most) {
      if (filled === scratch.length) {
        kept.push(Buffer.from(scratch));
        filled = 0;
      }
      const length = readSync(
        file,
        scratch,
        filled,
        Math.min(scratch.length - filled, most - total),
        position,
      );
      if (length === 0) break;
      if (position !== null) position += length;
      filled += length;
      total += length;
    }
    if (kept.length === 0) return scratch.toString('utf8', 0, filled);
    return Buffer.concat([...kept, scratch.subarray(0, filled)]).toString('utf8');
  } finally {
    closeSync(file);
  }
}

function bytes(path: string, position: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, position));
  } finally {
    closeSync(file);
  }
}

function kindOf(stats: Stats): FileStatus['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSocket()) return 'socket';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function status(path: string, follow = true): FileStatus {
  const quick = statx(path, follow);
  if (quick) return quick;
  const stats = follow ? statSync(path) : lstatSync(path);
  return {
    size: stats.size,
    inode: stats.ino,
    device: stats.dev,
    uid: stats.uid,
    gid: stats.gid,
    mode: stats.mode,
    modifiedAt: stats.mtimeMs,
    changedAt: stats.ctimeMs,
    bornAt: stats.birthtimeMs,
    kind: kindOf(stats),
  };
}

/** Where netcheck was started; a directory that has been removed since has no path but the kernel's own. */
function directory(): string {
  try {
    return process.cwd();
  } catch {
    return '/proc/self/cwd';
  }
}

/** getifaddrs(3) asks the kernel by netlink too: where a sandbox forbids that, there is no list. */
function networkInterfaces(): ReturnType<ReturnType<typeof os>['networkInterfaces']> | undefined {
  try {
    return os().networkInterfaces();
  } catch {
    return undefined;
  }
}

/** The machine that netcheck runs on. */
export const realSystem: System = {
  platform: process.platform,
  env: process.env,
  directory: directory(),
  uid: process.geteuid?.() ?? -1,
  now: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1_000_000n),
  read,
  input,
  bytes,
  list: path => readdirSync(path),
  link: path => readlinkSync(path),
  status,
  checkWritable: path => accessSync(path, constants.W_OK),
  run,
  runSync,
  netlink: openNetlink,
  attachedPrograms,
  askWhoHas,
  isFreeToReuse,
  networkInterfaces,
};
