import type { Apart } from './apart.js';

/** What one process is, as far as the caller may see it. Null: not to be seen (needs root), or gone. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The kernel's name for it (comm), at most 15 bytes. */
  readonly name: string;
  /** The argument vector; empty for kernel threads and zombies. */
  readonly command: readonly string[];
  /** The port asked about, where its script says that it serves that; not there where nobody looked. */
  readonly scriptPort?: number;
  readonly executable: string | null;
  /** The executable file was deleted or replaced since the start. */
  readonly executableDeleted: boolean;
  readonly directory: string | null;
  readonly directoryDeleted: boolean;
  /** Where it was started, if it has left that: its relative words mean files there, and none in its directory. */
  readonly startDirectory?: string;
  /** Only its executable starts it: the name that it goes by is no program's that the caller's shell would find (`exec -a`, another search path). */
  readonly alias?: true;
  /** What it was started with and is there no more, as a clause: nobody can start it again as it was. */
  readonly gone?: string;
  /** Its script, where that was written after the start. */
  readonly changed?: string;
  /** The pid of an earlier start of the same command, which has the port that was asked about. */
  readonly startedAfter?: number;
  /** The port that was asked about, where it takes that by custom and went to one of the next, for another has it. */
  readonly keptFrom?: number;
  /** The proxy that handed it the request, and the path that it has nothing at; missing where none was seen to do that. */
  readonly servesBehind?: { readonly proxy: number; readonly path: string };
  /** The plain file that is its standard input; not there where it is another thing. */
  readonly inputFile?: string;
  /**
   * Where to start it anew, of what was deleted or replaced: its directory, or the link by which it was entered and that
   * leads to another now. Missing where nothing has come in its place.
   */
  readonly startAgainIn?: string;
  /**
   * A part of the path that was asked for, which the program that took its place has in it and the one that runs has not.
   * Missing where the server has something at the path, or nobody could look.
   */
  readonly addedRoute?: string;
  /** Its program calls listen(2) itself; not there where nobody looked. */
  readonly callsListen?: boolean;
  /** It has ended since a connection was made to it; not there where it lives, or nobody looked. */
  readonly ended?: true;
  readonly uid: number;
  /** Its group's number; not there in older records. */
  readonly group?: number;
  readonly user: string;
  /** Milliseconds since the epoch. With the pid it identifies the process (pids are recycled). */
  readonly startedAt: number;
  /** One letter of proc(5): R, S, D, T, t, Z, X, I. */
  readonly state: string;
  readonly waitChannel: string | null;
  /** The busiest thread's use of a processor, or wish for one, over a short sample; null where it was not sampled. */
  readonly busiestThread: number | null;
  /**
   * The tightest processor quota over its control group: processors it may use, in which part of its periods (0 … 1) it
   * used that up, and the group's folder. Not there without one, and where nobody looked.
   */
  readonly quota?: { readonly share: number; readonly throttled: number; readonly folder: string };
  readonly threads: number;
  /** Inodes of the sockets that its threads wait on, and whom it forked since, one thread on one; missing where nobody looked. */
  readonly awaits?: readonly number[];
  /** The terminal that its only thread reads from, '/dev/pts/0': it waits for somebody to type. Missing for none. */
  readonly awaitsTerminal?: string;
  /** The lock of a file that holds it up, and who has that (0: not to be seen); missing for none. */
  readonly awaitsLock?: { readonly path: string | null; readonly holder: number };
  /** The terminal or pipe that its output waits for room in, and who has that pipe as its standard input (null: not to be seen); missing for none. */
  readonly awaitsRoom?: { readonly link: string; readonly reader: number | null };
  /** The pipe that its output goes into, and that nobody reads any more; missing where somebody does, or nobody looked. */
  readonly unreadOutput?: string;
  readonly descriptors: {
    readonly open: number;
    readonly soft: number | null;
    readonly hard: number | null;
  } | null;
  readonly children: readonly number[];
  readonly session: number;
  readonly processGroup: number;
  /** The foreground process group of its terminal; -1 without a terminal. */
  readonly foregroundGroup: number;
  /** It was forked and runs on in its parent's program, with its command; missing for what has run one of its own. */
  readonly forked?: true;
  /** 'pts/3', 'tty1', or null without a controlling terminal. */
  readonly terminal: string | null;
  /**
   * What the bash of its terminal would do to it at a hang-up, by that shell's own job table: listed: it is sent HUP;
   * spared: `disown -h`, or `setopt nohup` in zsh; absent: the shell does not know it (any more). Not there where the table was not to be read.
   */
  readonly job?: 'listed' | 'spared' | 'absent';
  /** A shell that is in a loop now, by its own memory; not there where that was not to be read. */
  readonly loops?: true;
  /** TSTP (Ctrl-Z), STOP, TTIN or TTOU: the signal that stopped it, where its shell was told. */
  readonly stoppedBy?: string;
  /** Who traces it: a debugger, or strace(1); missing for nobody. */
  readonly tracer?: { readonly pid: number; readonly name: string };
  /** Signal names without SIG, from SigIgn, SigCgt and SigBlk: ['HUP', 'PIPE']. */
  readonly ignored: readonly string[];
  readonly caught: readonly string[];
  readonly blocked: readonly string[];
  /** Effective capabilities, as a bit mask in hexadecimal (CapEff). */
  readonly capabilities: string | null;
  /** Path in the cgroup2 hierarchy: /system.slice/nginx.service. */
  readonly cgroup: string | null;
  readonly frozen: boolean;
  /** The files by which its control group, or one above it, was frozen: …/cgroup.freeze, or freezer.state of cgroup 1. */
  readonly freezers?: readonly string[];
  /** The environment, only the variables that matter to a diagnosis; null where it cannot be read. */
  readonly environment: Readonly<Record<string, string>> | null;
  /** What it has that the caller's shell would not give it; not there where that is nothing, or not to be seen. */
  readonly apart?: Apart;
  /** What descriptors 0, 1 and 2 lead to: a path, 'pipe:[1]', 'socket:[2]', '/dev/null'; null where not to be seen. */
  readonly input: string | null;
  readonly output: string | null;
  readonly errors: string | null;
  /** Files of its output that the caller may not write, each with one that they may; not there where there is none. */
  readonly unwritable?: Readonly<Record<string, string>>;
  /** Inodes of namespaces, null where not to be seen. */
  readonly networkNamespace: number | null;
  /** Path under which its files are seen from here, for a process with another root, or other mounts: /proc/PID/root; '' otherwise. */
  readonly root: string;
}
