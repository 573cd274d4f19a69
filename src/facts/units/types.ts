import type { Pm2End } from './pm2-end.js';

/** A systemd unit that runs, or should run, the server. */
export interface Unit {
  readonly name: string;
  readonly scope: 'system' | 'user';
  /** active, activating, failed, inactive … and the finer one: running, auto-restart, dead, listening … */
  readonly activeState: string;
  readonly subState: string;
  /** Nobody can start it: until the next boot, or for good; missing where it is not masked. */
  readonly masked?: 'runtime' | 'lasting';
  /** systemd does not take its file (LoadState=bad-setting): a setting is missing or malformed; missing where it does. */
  readonly invalid?: true;
  /** A Condition…= or Assert…= of it did not hold when it was to be started last, or does not now, which is that line. */
  readonly unmet?: true | string;
  /** Services, sockets and mounts without which it is not started (Requires=, BindsTo=); missing where there are none. */
  readonly requires?: readonly string[];
  /** Those of them that have failed, which was looked at where it does not run itself; missing where none has. */
  readonly failed?: readonly string[];
  /** success, exit-code, signal, oom-kill, start-limit-hit … */
  readonly result: string;
  /** The exit status of its main process; null where a signal ended it, or while it runs. */
  readonly exitStatus: number | null;
  /** The signal that ended its main process, by number. */
  readonly signal: number | null;
  /** How long its main process lived that ended with status 0 where nobody had systemd stop it, in milliseconds; missing of all others. */
  readonly lived?: number;
  readonly restarts: number;
  /** Restart=: no, always, on-failure … */
  readonly restart: string;
  readonly enabled: boolean | null;
  readonly mainPid: number;
  /** When the main process started last, milliseconds since the epoch; null where it never ran. */
  readonly startedAt: number | null;
  readonly command: string;
  /** The command is to end, and to leave what it has started (Type=forking or oneshot); missing where it is the service itself. */
  readonly leaves?: true;
  /** Its files were changed since systemd read them (NeedDaemonReload=yes). */
  readonly unread?: true;
  /** The command that they have by now, where it was looked at. */
  readonly pending?: string;
  /** The command of its own file, where a drop-in has put another one in its place. */
  readonly replaced?: string;
  /** Variables about an address or a port that its files set by now, where those were changed since its start. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The .service file and its drop-ins. */
  readonly files: readonly string[];
  readonly workingDirectory: string | null;
  /** It has EnvironmentFile=, whose variables win over those of Environment=; missing where it has none. */
  readonly environmentFiles?: boolean;
  /** Settings by which it cannot begin where they are wrong; missing where it has none of them. */
  readonly settings?: Readonly<Partial<Record<'User' | 'Group' | 'EnvironmentFile', string>>>;
  /** The program of ExecStartPre= that ended with an error, and its status or signal; missing where none has. */
  readonly preparation?: { readonly program: string; readonly status: string };
  /** The command of ExecStartPre= that has not ended, what a shell reads of it, and what that runs by now; missing where there is none. */
  readonly preparing?: {
    readonly command: string;
    readonly pid: number;
    readonly script: string;
    readonly runs: readonly (readonly string[])[];
  };
  /** Settings of it that keep a port below 1024 from whoever has the privilege for one; missing where there are none. */
  readonly sandbox?: readonly ('CapabilityBoundingSet' | 'PrivateUsers' | 'SocketBindDeny')[];
  /** Families of sockets that RestrictAddressFamilies= keeps from it; missing where it may have both. */
  readonly withheld?: readonly ('AF_INET' | 'AF_INET6')[];
  /** The slice that it is in; missing where it is in none. */
  readonly slice?: string;
  /** Slices above it whose address lists are among its own here; missing where there are none. */
  readonly filteredIn?: readonly string[];
  /** IPAddressDeny= and IPAddressAllow=, as systemctl shows them. */
  readonly addressDeny: string;
  readonly addressAllow: string;
  /** Sockets of a .socket unit that activates it: '0.0.0.0:80'. */
  readonly listens: readonly string[];
  /** What each of them is (systemd.socket(5)): Stream, Datagram, SequentialPacket …; missing where all are streams. */
  readonly kinds?: readonly string[];
  /** The last lines of its journal or log, oldest first. */
  readonly log: readonly string[];
  /** The file that its output goes to; missing where that is the journal, or it was not looked at. */
  readonly logFile?: string;
}

/** An entry of PM2's list. */
export interface Pm2Entry {
  readonly id: number;
  readonly name: string;
  readonly mode: 'fork' | 'cluster';
  readonly pid: number;
  /** PM2's word for it; 'saved' where it only stands in a list that `pm2 save` wrote, and no daemon runs. */
  readonly status: string;
  readonly restarts: number;
  /** It has not ended by itself since somebody started, restarted or reloaded it: what was counted are such restarts, too. */
  readonly firstLife?: boolean;
  readonly startedAt: number | null;
  /** PM2 starts it again at each change of a file in its folder (--watch); missing where it does not. */
  readonly watched?: true;
  readonly script: string;
  /** What it was started with: node, python3, or 'none' for a program of its own. */
  readonly interpreter: string;
  /** Its own arguments, as given after `--`. */
  readonly args: readonly string[];
  readonly directory: string;
  readonly outputLog: string | null;
  readonly errorLog: string | null;
  /** PM2_HOME of the daemon, and the daemon's pid. */
  readonly home: string;
  readonly daemon: number;
  /** How to run that very PM2 from a shell: 'pm2', or its path where it is not on the search path. */
  readonly program: string;
  /** `pm2 save` was done and holds this entry; a startup unit is installed. */
  readonly saved: boolean;
  readonly startup: boolean;
  /** Ports that its script, its arguments or its variable PORT speak of; empty where none is to be seen. */
  readonly ports: readonly number[];
  /** The last lines of its error log, oldest first; empty while it is healthy. */
  readonly log: readonly string[];
  /** How it ended, where it is stopped and nobody had PM2 do that. */
  readonly end?: Pm2End;
}
