import type { Machine } from '../facts/machine/types.js';
import type { Container } from '../facts/namespaces/types.js';
import type { Process } from '../facts/processes/types.js';
import { unitOf } from '../facts/units/cgroup.js';
import type { Pm2Entry, Unit } from '../facts/units/types.js';
import { isRunner, masterOf } from './family.js';
import { hangUpOf } from './hang-up.js';
import { holderOf } from './holder.js';
import { recognised } from './identify.js';
import { lineage } from './lineage.js';

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
}

const multiplexers: readonly (readonly [RegExp, 'tmux' | 'screen'])[] = [
  [/^tmux(: server)?$/, 'tmux'],
  [/^(screen|SCREEN)$/, 'screen'],
  [/^(zellij|abduco|dtach|byobu)/, 'tmux'],
];

/** How a process (or the master that would start it again) is kept alive. Pure. */
export function backgroundOf(process: Process, keeping: Keeping): Background {
  const master = masterOf(process, keeping.processes);
  const subject = isRunner(master) ? process : master;
  const background = held(subject, keeping) ?? byHand(subject, keeping);
  return killedWithSession(subject, background, keeping.machine);
}

/** Something that starts it again by itself holds it: PM2, systemd, a container, supervisord. */
function held(process: Process, keeping: Keeping): Background | undefined {
  const holder = holderOf({ ...keeping, process });
  const base = { terminal: process.terminal, output: outputOf(process) };
  if (holder.kind === 'pm2') return byPm2(holder.entry, base);
  if (holder.kind === 'systemd') return byUnit(holder.unit, base, process, keeping.machine);
  if (holder.kind === 'container') {
    const policy = keeping.containers.find(each => each.name === holder.name)?.restartPolicy ?? 'no';
    const again = /^(always|unless-stopped)$/.test(policy);
    return {
      ...base,
      kind: 'container',
      says: `container ${holder.name}`,
      survivesLogout: true,
      survivesReboot: again,
      restartsAfterCrash: policy !== 'no' && policy !== '',
      why: `the container ${holder.name} keeps it (restart policy ${policy || 'no'})`,
      holder: holder.name,
    };
  }
  if (holder.kind === 'supervisord')
    return {
      ...base,
      kind: 'supervisord',
      says: 'supervisord',
      survivesLogout: true,
      survivesReboot: null,
      restartsAfterCrash: true,
      why: 'supervisord keeps it',
      holder: process.environment?.SUPERVISOR_PROCESS_NAME ?? null,
    };
  const place = unitOf(process);
  if (!place) return undefined;
  return {
    ...base,
    kind: place.scope === 'user' ? 'systemd-user' : 'systemd',
    says: `systemd unit ${place.name}`,
    survivesLogout: place.scope === 'system' ? true : null,
    survivesReboot: null,
    restartsAfterCrash: null,
    why: `it runs in the systemd unit ${place.name}`,
    holder: place.name,
  };
}

type Base = Pick<Background, 'terminal' | 'output'>;

function byPm2(entry: Pm2Entry, base: Base): Background {
  const reboot = entry.saved && entry.startup;
  const lacks = [entry.saved ? '' : 'pm2 save', entry.startup ? '' : 'pm2 startup']
    .filter(Boolean)
    .join(' and ');
  return {
    ...base,
    kind: 'pm2',
    says: `PM2 app ${entry.name}`,
    survivesLogout: true,
    survivesReboot: reboot,
    restartsAfterCrash: true,
    why: `PM2 keeps it as ${entry.name}${reboot ? '' : ` (${lacks} not done)`}`,
    output: entry.outputLog ?? base.output,
    holder: entry.name,
  };
}

function byUnit(unit: Unit, base: Base, process: Process, machine: Machine): Background {
  const user = unit.scope === 'user';
  const lingers = machine.logout?.lingering.includes(process.user) ?? null;
  return {
    ...base,
    kind: user ? 'systemd-user' : 'systemd',
    says: `systemd unit ${unit.name}`,
    survivesLogout: user ? lingers : true,
    survivesReboot: unit.enabled === true && user ? lingers : unit.enabled,
    restartsAfterCrash:
      unit.restart === '' ? null : /^(always|on-failure|on-abnormal|on-abort)$/.test(unit.restart),
    why: user
      ? `${unit.name} is a unit of ${process.user}'s own systemd${lingers ? ', which lingers after logout' : ', which ends with the last session'}`
      : `systemd runs it as ${unit.name}`,
    output: base.output ?? 'journal',
    holder: unit.name,
  };
}

/** Nothing would start it again: what its terminal, its session and its signals say. */
function byHand(process: Process, { processes, machine }: Keeping): Background {
  const line = lineage(process, processes);
  const base = {
    terminal: process.terminal,
    output: outputOf(process),
    survivesReboot: false,
    restartsAfterCrash: false,
    holder: null,
  };
  const hang = hangUpOf(process, processes);
  const around = multiplexerOf(line);
  if (around && process.terminal !== null)
    return {
      ...base,
      kind: around,
      says: hang.kind === 'nohup' ? `nohup, in ${around}` : around,
      survivesLogout: true,
      why: `its terminal is a window of ${around}, which stays when you log out`,
      holder: around,
    };
  if (process.terminal !== null || hang.kind === 'nohup')
    return {
      ...base,
      kind: hang.kind,
      says: wordsOf(hang.kind, process),
      survivesLogout: hang.survives,
      why: hang.why,
    };
  const kind = detachedKind(process, line, processes, machine);
  const away = kind === 'init' || kind === 'container';
  return {
    ...base,
    kind,
    says: wordsOf(kind, process),
    survivesLogout: true,
    why: hang.why,
    ...(away ? { survivesReboot: null, restartsAfterCrash: null } : {}),
  };
}

function multiplexerOf(line: readonly Process[]): 'tmux' | 'screen' | undefined {
  for (const each of line.slice(1)) {
    const found = multiplexers.find(([name]) => name.test(each.name));
    if (found) return found[1];
  }
  return undefined;
}

function detachedKind(
  process: Process,
  line: readonly Process[],
  processes: readonly Process[],
  machine: Machine,
): BackgroundKind {
  if (line.some(each => /^(cron|crond|atd|anacron)$/i.test(each.name))) return 'cron';
  if (process.pid === 1) return machine.container ? 'container' : 'init';
  const found = recognised(process, processes);
  if (found?.program.daemonises?.(found.candidate, [])) return 'daemon';
  return process.session === process.pid ? 'setsid' : 'detached';
}

function wordsOf(kind: BackgroundKind, process: Process): string {
  const terminal = process.terminal ?? 'a terminal';
  if (kind === 'terminal') return `in the foreground of ${terminal}`;
  if (kind === 'job') return `a background job of the shell on ${terminal}`;
  if (kind === 'disowned') return 'disowned by its shell';
  if (kind === 'setsid') return 'a session of its own (setsid)';
  if (kind === 'daemon') return 'a daemon';
  if (kind === 'detached') return 'without a terminal';
  if (kind === 'init' || kind === 'container') return 'the first process';
  return kind;
}

/** logind's KillUserProcesses= ends everything in the session's scope, whatever it ignores (logind.conf(5)). */
function killedWithSession(process: Process, background: Background, machine: Machine): Background {
  const scope = /\/(session-[\w-]+\.scope)(\/|$)/.exec(process.cgroup ?? '')?.[1];
  const logout = machine.logout;
  if (!scope || !logout?.killUserProcesses || logout.spared.includes(process.user)) return background;
  return {
    ...background,
    survivesLogout: false,
    why: `logind kills what is left in ${scope} at logout (KillUserProcesses=yes)`,
  };
}

/** Where standard output and errors go, as people would say it. */
function outputOf({ output, errors }: Process): string | null {
  const path = output === '/dev/null' || output === null ? (errors ?? output) : output;
  if (path === null || path === '/dev/null') return null;
  if (path.startsWith('/dev/pts/') || path.startsWith('/dev/tty')) return `terminal ${path.slice(5)}`;
  return path.startsWith('/') ? path : null;
}
