import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';

/** What keeps a process alive, or fails to. */
export type BackgroundKind =
  | 'terminal'
  | 'job'
  | 'nohup'
  | 'disowned'
  | 'setsid'
  | 'tmux'
  | 'screen'
  | 'systemd'
  | 'systemd-user'
  | 'pm2'
  | 'supervisord'
  | 'service'
  | 'container'
  | 'cron'
  | 'init'
  | 'daemon'
  | 'detached';

/** How a process is kept alive, and what will become of it. Null: it cannot be told. */
export interface Background {
  readonly kind: BackgroundKind;
  /** A few words: 'nohup', 'systemd unit shop.service', 'a job of the shell on pts/3'. */
  readonly says: string;
  readonly survivesLogout: boolean | null;
  readonly survivesReboot: boolean | null;
  readonly restartsAfterCrash: boolean | null;
  /** Why it survives the terminal's end, or not: a clause without a capital and a full stop. */
  readonly why: string;
  /** It lives on, and what it writes to goes: whether it still serves then is its own affair. Only for people, as a mark. */
  readonly losesOutput?: true;
  /** Who ends it with the session, whatever it ignores: logind, or the user's own systemd. For the fix, not for people. */
  readonly endedBy?: 'logind' | 'user-manager';
  /** The file that its output goes to; 'journal'; 'terminal pts/3'; null for nowhere, or not known. */
  readonly output: string | null;
  readonly terminal: string | null;
  /** The unit, PM2 entry, container or multiplexer by name. */
  readonly holder: string | null;
}

/** What is known of what may keep a process alive. */
export interface Keeping {
  readonly processes: readonly Process[];
  readonly units: readonly Unit[];
  readonly pm2: readonly Pm2Entry[];
  readonly containers: readonly Container[];
  readonly machine: Machine;
  /** The scripts that may start it again, where they were read. */
  readonly configuration?: readonly ConfigurationFile[];
}

/** Where standard output and errors go, as people would say it. */
export function outputOf({ output, errors }: Process): string | null {
  const path = output === '/dev/null' || output === null ? (errors ?? output) : output;
  if (path === null || path === '/dev/null') return null;
  if (path.startsWith('/dev/pts/') || path.startsWith('/dev/tty')) return `terminal ${path.slice(5)}`;
  return path.startsWith('/') ? path : null;
}
