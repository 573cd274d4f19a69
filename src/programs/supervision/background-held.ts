import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import { supervisorOf } from '../lineage.js';
import { byHand } from './background-by-hand.js';
import { type Background, type Keeping, outputOf } from './background-kinds.js';
import { holderOf } from './holder.js';
import { writesToTerminal } from './terminal-output.js';

/** Something that starts it again by itself holds it: PM2, systemd, a container, supervisord. */
export function held(process: Process, keeping: Keeping): Background | undefined {
  const holder = holderOf({ ...keeping, process });
  const base = { terminal: process.terminal, output: outputOf(process) };
  if (holder.kind === 'pm2') {
    const daemon = keeping.processes.find(each => each.pid === holder.entry.daemon);
    return withKeeper('PM2', byPm2(holder.entry, base), daemon, keeping);
  }
  const place = unitOf(process);
  const unit =
    holder.kind === 'systemd' ? holder.unit : keeping.units.find(({ name }) => name === place?.name);
  if (unit && holder.kind === 'systemd') return byUnit(unit, base, process, keeping.machine);
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
  const bySupervisor = (name: string): Omit<Background, 'kind' | 'says' | 'holder'> => ({
    ...base,
    survivesLogout: true,
    survivesReboot: unit?.enabled ?? null,
    restartsAfterCrash: true,
    why: `${name} keeps it${unit ? `, which systemd runs as ${unit.name}` : ''}`,
  });
  if (holder.kind === 'supervisord') {
    const name = process.environment?.SUPERVISOR_PROCESS_NAME ?? null;
    const kept: Background = {
      ...bySupervisor('supervisord'),
      kind: 'supervisord',
      says: 'supervisord',
      holder: name,
    };
    return withKeeper('supervisord', kept, supervisorOf(process, keeping.processes), keeping);
  }
  if (holder.kind === 'service') {
    const { supervisor, path } = holder.folder;
    const kept: Background = {
      ...bySupervisor(supervisor.name),
      kind: 'service',
      says: `a service of ${supervisor.name} in ${path}`,
      holder: path,
    };
    return withKeeper(supervisor.name, kept, supervisor, keeping);
  }
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

/**
 * A keeper that was started on a terminal and stays there (pm2-runtime, supervisord -n) may end with that, and what it
 * keeps with it. supervisord logs the SIGHUP first: where its log is the closed terminal, it ends by that.
 */
function withKeeper(
  name: string,
  background: Background,
  keeper: Process | undefined,
  keeping: Keeping,
): Background {
  if (!keeper || keeper.terminal === null) return background;
  const own = byHand(keeper, keeping);
  const losesLog = name === 'supervisord' && own.holder === null && writesToTerminal(keeper);
  if (own.survivesLogout && !losesLog) return background;
  const why = own.survivesLogout ? `it logs to ${keeper.terminal}, and ends when it cannot` : own.why;
  return {
    ...background,
    survivesLogout: own.survivesLogout === null ? null : false,
    terminal: keeper.terminal,
    why: `${name} keeps it, and that goes with its terminal: ${why}`,
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
