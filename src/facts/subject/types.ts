/** What the target means on this machine: the port that is asked about, and the processes that were meant by name. */
export interface Subject {
  /** The port to be judged; null where the target names a program that listens nowhere. */
  readonly port: number | null;
  /** Other ports that the program named by the target listens on. */
  readonly otherPorts: readonly number[];
  /** Processes that the target names (pid:, a program), oldest first; empty for a port or a host. */
  readonly pids: readonly number[];
  /** http or https where the URL or the probes told; null otherwise. */
  readonly scheme: string | null;
}
