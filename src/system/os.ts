import { readFileSync } from 'node:fs';

/** node:os, loaded when it is first asked for: it takes 0.8 ms, and most runs can do without. */
export const os = (): typeof import('node:os') => process.getBuiltinModule('node:os');

/** What uname(2) says too (proc_sys_kernel(5)): the kernel's release, or the machine's name. `read` reads a file. */
export function kernelSays(
  name: 'hostname' | 'osrelease',
  read: (path: string) => string = path => readFileSync(path, 'utf8'),
): string {
  try {
    return read(`/proc/sys/kernel/${name}`).trim();
  } catch {
    return name === 'hostname' ? os().hostname() : os().release();
  }
}

/** The kernel's release, as uname(2) says it. */
export const kernelRelease = (): string => kernelSays('osrelease');

/** Whether the machine keeps the lowest byte of a number first. */
export const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The errors that code of ours looks for, by their numbers on Linux (asm-generic/errno-base.h, errno.h). */
export const ERRNO = {
  EINTR: 4,
  EAGAIN: 11,
  EBUSY: 16,
  EBADMSG: 74,
  EMSGSIZE: 90,
  EADDRINUSE: 98,
  EISCONN: 106,
  EALREADY: 114,
  EINPROGRESS: 115,
} as const;
