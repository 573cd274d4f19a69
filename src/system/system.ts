import type { networkInterfaces } from 'node:os';
import type { Asked, Card } from './arp.js';
import type { Netlink } from './netlink/netlink.js';

/** What a program that was run printed. `status` is null where a signal ended it. */
export interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Milliseconds; ETIMEDOUT is thrown when it is over. Default 2,000. */
  readonly timeout?: number;
  /** Most bytes of standard output that are kept. Default 64 MiB. */
  readonly limit?: number;
  /** Written to standard input. */
  readonly input?: string;
}

export interface FileStatus {
  readonly size: number;
  readonly inode: number;
  readonly device: number;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly modifiedAt: number;
  /** Its contents, its name, its owner or its mode (st_ctime, inode(7)). */
  readonly changedAt?: number;
  /** When the file itself came to be (statx(2)); 0 where the file system does not tell. */
  readonly bornAt?: number;
  readonly kind: 'file' | 'directory' | 'socket' | 'link' | 'other';
}

/**
 * The door to the operating system: files, other programs, the clock. Readers of facts get one and use nothing else,
 * but for sockets, which ./netlink and ../facts/probes open themselves. Every call throws node's own error (`code`
 * ENOENT, EACCES, ETIMEDOUT …) where it cannot do what was asked.
 */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  /** Effective user id; -1 where the platform has none. */
  readonly uid: number;
  now(): number;
  /** Milliseconds since the kernel started, without the time that the machine was suspended. No such method in a record. */
  monotonic?(): number;
  /** The text of a plain file, at most `limit` bytes from its start (or its end, for a negative limit). */
  read(path: string, limit?: number): string;
  /** The same of what the user names to be read: a pipe or a terminal too, and `-`, which is standard input. */
  input?(path: string, limit?: number): string;
  /** Raw bytes of a file at a position, fewer at its end; /proc/PID/mem too. No such method in a record. */
  bytes?(path: string, position: number, length: number): Buffer;
  list(path: string): string[];
  link(path: string): string;
  /** Of what a path leads to; of a link itself where `follow` is false. */
  status(path: string, follow?: boolean): FileStatus;
  /** Throws where the caller may not write the file: EACCES, EROFS, EPERM (access(2)). No such method in a record. */
  checkWritable?(path: string): void;
  /** Runs a program without a shell, with LC_ALL=C. ENOENT where there is none of that name. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<Output>;
  /** The same, waiting for its end; for platforms and machines on which nothing but a program tells. */
  runSync?(program: string, args: readonly string[], options?: RunOptions): Output;
  /** The Linux kernel by netlink; undefined (or no such method) where it cannot be asked, and files must do. */
  netlink?(): Netlink | undefined;
  /** How many BPF programs are on a hook of an interface; undefined where that may not be asked. See ./bpf. */
  attachedPrograms?(hook: number, index: number): number | undefined;
  /** Asks a network by ARP whether anybody has an address, and does not wait; see ./arp. No such method in a record. */
  askWhoHas?(card: Card, address: readonly number[]): Asked | undefined;
  /** Whether a server that sets SO_REUSEADDR could have the port at this address, where remains of connections are; undefined where that cannot be tried. See ./tcp/free-port. */
  isFreeToReuse?(address: string, port: number): boolean | undefined;
  /** All processes, where there is no /proc; see ./process-table. */
  readonly processTable?: readonly ListedProcess[];
  /** The interfaces that run, as node lists them (os.networkInterfaces); undefined where they cannot be listed. */
  networkInterfaces?(): ReturnType<typeof networkInterfaces> | undefined;
}

/** One process as systeminformation lists it, as far as it is used. */
export interface ListedProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: string;
  /** 'YYYY-MM-DD HH:MM:SS' in local time; '' where it is not known. */
  readonly started: string;
  /** running, sleeping, blocked, stopped, zombie or unknown. */
  readonly state: string;
  readonly tty: string;
  readonly user: string;
  /** macOS: the program's name, its arguments in `params`, its folder in `path`. Windows: the whole command line. */
  readonly command: string;
  readonly params: string;
  readonly path: string;
}
