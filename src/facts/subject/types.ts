/** What the target means on this machine: the port that is asked about, and the processes that were meant by name. */
export interface Subject {
  /** The port to be judged; null where the target names a program that listens nowhere. */
  readonly port: number | null;
  /** Set where the program named by the target serves that port by datagrams alone. */
  readonly protocol?: 'udp';
  /** Other ports that the program named by the target listens on. */
  readonly otherPorts: readonly number[];
  /** Processes that the target names (pid:, a program), oldest first; empty for a port or a host. */
  readonly pids: readonly number[];
  /** Set where the target names a server program that is installed here and does not run. */
  readonly installed?: Installed;
  /** Set where nobody serves the port, and the configuration of a server program that does not run names it. */
  readonly idle?: Installed;
  /** Set where nobody serves the port, and the project in the caller's folder would. */
  readonly project?: Project;
  /** Set where the target names a program of supervisord's that is not seen to run, or a service that is down. */
  readonly supervised?: Supervised;
}

/** How a project starts its server. */
export interface Project {
  /** The path of the file that tells. */
  readonly file: string;
  /** For a shell in the folder of that file. */
  readonly command: string;
}

/** A program that supervisord keeps; or a service of runit, s6 or daemontools. */
export interface Supervised {
  readonly name: string;
  /** As supervisorctl calls it: behind its group, if it is in one. */
  readonly control?: string;
  /** The supervisorctl that steers it. */
  readonly steer?: string;
  /** The path of supervisord's configuration, or of the service's `run`. */
  readonly configuration: string;
  /** What keeps a service (runit, s6), and the command that brings it up. */
  readonly by?: string;
  readonly start?: string;
  /** Where the program's output goes, that of errors first. */
  readonly logs: readonly string[];
  /** Who runs that supervisord. */
  readonly uid: number;
  /** How it ended by itself, supervisord's line of that, and whether it has given it up; missing where it has not. */
  readonly end?: {
    readonly how: string;
    readonly line: string;
    readonly path: string;
    readonly givenUp: boolean;
  };
  /** Whether it runs cannot be seen: a program is known by its environment, and that is another user's, or written over. */
  readonly unseen?: true;
}

/** A known server program that does not run, by its configuration in the usual place. */
export interface Installed {
  readonly title: string;
  /** The ports that it would listen on; empty where its configuration names none. */
  readonly ports: readonly number[];
  /** The files that name them, or where none does, those that were read. */
  readonly files: readonly string[];
  /** Where its log usually is. */
  readonly logs: readonly string[];
  /** Names of its units, without .service. */
  readonly units: readonly string[];
  /** The command that checks its configuration, or null. */
  readonly test: string | null;
}
