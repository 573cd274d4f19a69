import type { HostsEntry } from '../names/types.js';

/** The machine, the moment and the person who asks. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Kernel release, as of uname -r. */
  readonly release: string;
  readonly hostName: string;
  /** When the facts were gathered, milliseconds since the epoch. Rules read this and no clock. */
  readonly now: number;
  /** When the machine (or this pid namespace's time) started, milliseconds since the epoch; null if unknown. */
  readonly bootedAt: number | null;
  /** The caller's effective user id and working directory. */
  readonly uid: number;
  readonly directory: string;
  /** netcheck's own pid, so that its own sockets can be told apart. */
  readonly pid: number;
  /** Hard limits beyond themselves; not there in older records. */
  readonly canRaiseLimits?: boolean;
  /** 'docker', 'podman', 'lxc', 'kubernetes', 'wsl' …, or null on the bare machine. */
  readonly container: string | null;
  /** The caller's own environment, only the variables that a process's environment is read for; never secrets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the hosts file gives for the machine's own name; read where a server listens on another loopback address than 127.0.0.1. */
  readonly ownName?: HostsEntry;
  /** What logind does at logout; not there where there is no logind. */
  readonly logout?: {
    /** KillUserProcesses= of logind.conf(5). */
    readonly killUserProcesses: boolean;
    /** Users whom that spares (KillExcludeUsers=). */
    readonly spared: readonly string[];
    /** The only users whose sessions it kills, and whatever KillUserProcesses= says (KillOnlyUsers=); not there where it names none. */
    readonly only?: readonly string[];
    /** Users whose own systemd outlives their sessions (loginctl enable-linger). */
    readonly lingering: readonly string[];
  };
}
