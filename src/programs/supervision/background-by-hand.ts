import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { recognised } from '../identify.js';
import { lineage } from '../lineage.js';
import { type Background, type BackgroundKind, type Keeping, outputOf } from './background-kinds.js';
import { hangUpOf } from './hang-up.js';
import { respawnerOf } from './respawn.js';

const multiplexers: readonly (readonly [RegExp, 'tmux' | 'screen'])[] = [
  [/^tmux/, 'tmux'],
  [/^screen$/i, 'screen'],
  [/^(zellij|abduco|dtach|byobu)/, 'tmux'],
];

/** Nothing would start it again: what its terminal, its session and its signals say. */
export function byHand(process: Process, { processes, machine, configuration = [] }: Keeping): Background {
  const line = lineage(process, processes);
  const base = {
    terminal: process.terminal,
    output: outputOf(process),
    survivesReboot: false,
    restartsAfterCrash: respawnerOf(process, processes, configuration) !== undefined,
    holder: null,
  };
  const hang = hangUpOf(process, processes);
  const around = multiplexerOf(line);
  if (around && process.terminal !== null)
    return {
      ...base,
      kind: around.kind,
      says: hang.kind === 'nohup' ? `nohup, in ${around.name}` : around.name,
      survivesLogout: true,
      why: `its terminal is a window of ${around.name}, which stays when you log out`,
      holder: around.name,
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
  const clock = kind === 'cron' ? clockOf(line) : undefined;
  // What cron starts it starts again by its table, at a time or at each boot; a job of at(1) runs once.
  const again = kind === 'init' || kind === 'container' || (clock !== undefined && clock !== 'atd');
  return {
    ...base,
    kind,
    says: clock === 'atd' ? 'a job of at' : wordsOf(kind, process),
    survivesLogout: true,
    why: hang.why,
    ...(again ? { survivesReboot: null, restartsAfterCrash: null } : {}),
  };
}

/** What holds its terminal, by kind and by its own name: those that do what tmux does count as that. */
export function multiplexerOf(
  line: readonly Process[],
): { kind: 'tmux' | 'screen'; name: string } | undefined {
  for (const each of line.slice(1))
    for (const [pattern, kind] of multiplexers) {
      const [name] = pattern.exec(each.name) ?? [];
      if (name !== undefined) return { kind, name: name.toLowerCase() };
    }
  return undefined;
}

/** The program that runs commands by the clock which started it: among those above it, or by the unit whose cgroup it is in. */
function clockOf(line: readonly Process[]): string | undefined {
  const names = line.slice(1).map(each => each.name.toLowerCase());
  const unit = /\/(cron|crond|atd|anacron)\.service$/.exec(line[0]?.cgroup ?? '')?.[1];
  return names.find(name => /^(cron|crond|atd|anacron)$/.test(name)) ?? unit;
}

function detachedKind(
  process: Process,
  line: readonly Process[],
  processes: readonly Process[],
  machine: Machine,
): BackgroundKind {
  if (clockOf(line) !== undefined) return 'cron';
  if (process.pid === 1) return machine.container ? 'container' : 'init';
  const found = recognised(process, processes);
  if (found?.program.daemonises?.(found.candidate, [])) return 'daemon';
  return process.session === process.pid ? 'setsid' : 'detached';
}

function wordsOf(kind: BackgroundKind, process: Process): string {
  const terminal = process.terminal ?? 'a terminal';
  if (kind === 'terminal') return `in the foreground of ${terminal}`;
  if (kind === 'job') return `a background job of the shell on ${terminal}`;
  if (kind === 'disowned') return `${process.job === 'spared' ? 'spared' : 'disowned'} by its shell`;
  if (kind === 'setsid') return 'a session of its own (setsid)';
  if (kind === 'daemon') return 'a daemon';
  if (kind === 'detached') return 'without a terminal';
  if (kind === 'init' || kind === 'container') return 'the first process';
  return kind;
}
