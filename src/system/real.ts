import { spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { openNetlink } from './netlink/netlink.js';
import type { FileStatus, Output, RunOptions, System } from './system.js';

const READ_LIMIT = 16 * 1024 * 1024;
const CHUNK = 64 * 1024;

/** Files of /proc say size 0, so a file is read until it ends, not until its size. */
function read(path: string, limit = READ_LIMIT): string {
  const file = openSync(path, 'r');
  try {
    const most = Math.abs(limit);
    let position: number | null = limit < 0 ? Math.max(0, fstatSync(file).size - most) : null;
    const chunks: Buffer[] = [];
    let total = 0;
    while (total < most) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, most - total));
      const length = readSync(file, chunk, 0, chunk.length, position);
      if (length === 0) break;
      if (position !== null) position += length;
      chunks.push(chunk.subarray(0, length));
      total += length;
    }
    return (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8');
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
  const stats = follow ? statSync(path) : lstatSync(path);
  return {
    size: stats.size,
    inode: stats.ino,
    device: stats.dev,
    uid: stats.uid,
    gid: stats.gid,
    mode: stats.mode,
    modifiedAt: stats.mtimeMs,
    kind: kindOf(stats),
  };
}

function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const { timeout = 2000, limit = 64 * 1024 * 1024, input } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, LC_ALL: 'C' }, windowsHide: true });
    const streams = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeout);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= limit) streams[name].push(chunk);
      });
    }
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', code => {
      clearTimeout(timer);
      if (late)
        reject(Object.assign(new Error(`${program}: no answer in ${timeout} ms`), { code: 'ETIMEDOUT' }));
      else
        resolve({
          status: code,
          stdout: Buffer.concat(streams.stdout).toString('utf8'),
          stderr: Buffer.concat(streams.stderr).toString('utf8'),
        });
    });
    // A program that ends without reading its input is no error of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The machine that netcheck runs on. */
export const realSystem: System = {
  platform: process.platform,
  env: process.env,
  directory: process.cwd(),
  uid: process.geteuid?.() ?? -1,
  now: () => Date.now(),
  read,
  list: path => readdirSync(path),
  link: path => readlinkSync(path),
  status,
  run,
  netlink: openNetlink,
};
