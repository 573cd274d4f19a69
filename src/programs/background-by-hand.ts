import type { Machine } from '../facts/machine/types.js';
import type { Process } from '../facts/processes/types.js';
import { type Background, type BackgroundKind, type Keeping, outputOf } from './background-kinds.js';
import { hangUpOf } from './hang-up.js';
import { recognised } from './identify.js';
import { lineage } from './lineage.js';

const multiplexers: readonly (readonly [RegExp, 'tmux' | 'screen'])[] = [
  [/^tmux(: server)?$/, 'tmux'],
  [/^(screen|SCREEN)$/, 'screen'],
  [/^(zellij|abduco|dtach|byobu)/, 'tmux'],
];

/** Nothing would start it again: what its terminal, its session and its signals say. */
export function byHand(process: Process, { processes, machine }: Keeping): Background {
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
