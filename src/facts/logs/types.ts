/** The end of a log file that may say why a server is not there. */
export interface LogExcerpt {
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Why it was read: the caller's directory, a process's output, a unit's journal, PM2, what runit and the like keep running. */
  readonly because:
    | 'caller-directory'
    | 'process-output'
    | 'process-directory'
    | 'unit'
    | 'pm2'
    | 'program'
    | 'kept';
  /** The last lines, oldest first, at most 64 KiB; control characters still in them. */
  readonly lines: readonly string[];
  /** The process whose output it is, if it runs. */
  readonly pid: number | null;
  /** The supervisord whose own log it is. */
  readonly supervisor?: Keeper;
  /** Another user's, while an ordinary one asks: whether somebody still writes to it cannot be seen. */
  readonly foreign?: true;
  /** A process that runs in its folder, or below, has it open: whoever writes it has not ended. */
  readonly open?: true;
}

/** A supervisord: its configuration, and the groups of programs that are in one. */
export interface Keeper {
  /** Its supervisorctl. */
  readonly steer?: string;
  readonly configuration: string;
  readonly groups: Readonly<Record<string, string>>;
}
