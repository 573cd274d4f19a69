import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { type Fact, known, valueIn } from '../fact.js';
import type { LogExcerpt } from './types.js';

/** Logs that have rested for longer are not looked for among open files, milliseconds. */
const FRESH = 10 * 60 * 1000;

/** Marks the caller's fresh logs that a process there has open: a worker of another kind may write to them yet. */
export function withOpen(
  system: System,
  logs: Fact<readonly LogExcerpt[]>,
  pids: readonly number[],
): Fact<readonly LogExcerpt[]> {
  const now = system.now();
  const fresh = (valueIn(logs) ?? []).filter(
    log => log.because === 'caller-directory' && now - log.modifiedAt < FRESH,
  );
  if (logs.status !== 'known' || fresh.length === 0) return logs;
  const here = system.directory;
  const open = new Set(
    pids.flatMap(pid => {
      const directory = attempt(() => system.link(`/proc/${pid}/cwd`)) ?? '';
      return directory === here || directory.startsWith(`${here}/`) ? filesOf(system, pid) : [];
    }),
  );
  return known(
    logs.value.map(log => (fresh.includes(log) && open.has(log.path) ? { ...log, open: true } : log)),
    logs.source,
  );
}

const filesOf = (system: System, pid: number): readonly string[] =>
  (attempt(() => system.list(`/proc/${pid}/fd`)) ?? [])
    .map(name => attempt(() => system.link(`/proc/${pid}/fd/${name}`)))
    .filter(path => path !== undefined);
