import { doorOn } from '../../programs/door.js';
import { supervisorFiles } from '../../programs/supervisord.js';
import { endedPrograms, mainLog } from '../../programs/supervisord-programs.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { collectProcesses } from '../processes/collect.js';
import { commandName } from '../processes/command-name.js';
import { type LogPlace, readLogs } from './read.js';

/** The logs of the programs that a supervisord among these processes has given up, or that ended under it. */
export function logsOfSupervised(system: System, pids: readonly number[], port: number): readonly LogPlace[] {
  const keepers = pids.filter(pid => commandName(system, pid) === 'supervisord').slice(0, 4);
  if (keepers.length === 0) return [];
  const processes = (valueIn(collectProcesses(system, keepers)) ?? []).filter(({ pid }) =>
    keepers.includes(pid),
  );
  return processes.flatMap(supervisor => {
    const files = supervisorFiles(supervisor, doorOn(system, supervisor.root));
    const path = mainLog(files, supervisor);
    const [log] = valueIn(readLogs(system, [{ path, because: 'program', pid: null }])) ?? [];
    const lines = log?.lines ?? [];
    // A command that could not be run has written nothing: supervisord itself says why.
    const own = lines.slice(-20).some(line => /spawnerr:/.test(line)) ? [path] : [];
    return [...endedPrograms(files, supervisor, lines, port), ...own].map(each => ({
      path: each,
      because: 'program' as const,
      pid: null,
    }));
  });
}
