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
  /** http or https where the URL or the probes told; null otherwise. */
  readonly scheme: string | null;
  /** Set where the target names a server program that is installed here and does not run. */
  readonly installed?: Installed;
}

/** A known server program that does not run, by its configuration in the usual place. */
export interface Installed {
  /** The program's id: 'nginx'. */
  readonly program: string;
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
