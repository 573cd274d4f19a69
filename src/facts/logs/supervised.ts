import { doorOn } from '../../programs/door.js';
import { isRunner } from '../../programs/family.js';
import { invocationOf } from '../../programs/invocation.js';
import { mainFile, steeredBy, supervisorFiles } from '../../programs/servers/supervisord.js';
import {
  aboutProgram,
  childLogs,
  endedPrograms,
  isRunAs,
  logsOf,
  mainLog,
} from '../../programs/supervision/supervisord-programs.js';
import { instancesOf } from '../../programs/supervision/supervisord-sections.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { valueIn } from '../fact.js';
import { collectProcesses } from '../processes/collect.js';
import { commandName } from '../processes/command-name.js';
import type { Process } from '../processes/types.js';
import { type LogPlace, readLogs } from './read.js';

/** As many ends in the end of supervisord's log are a habit; fewer are enough where it has just written, in milliseconds. */
const OFTEN = 3;
const OFTEN_OF_LATE = 2;
const LATELY = 60_000;

/** Every supervisord among these processes, with its configuration. */
export function supervisorsAmong(system: System, pids: readonly number[]) {
  const keepers = pids.filter(pid => commandName(system, pid) === 'supervisord').slice(0, 4);
  if (keepers.length === 0) return [];
  return (valueIn(collectProcesses(system, keepers)) ?? [])
    .filter(({ pid }) => keepers.includes(pid))
    .map(supervisor => ({ supervisor, files: supervisorFiles(supervisor, doorOn(system, supervisor.root)) }));
}

/**
 * The logs of the programs that a supervisord among these processes has given up, or that ended under it, and what its
 * own log says of them: those for a port, or the one that was named. Null for `network` is any network namespace: a port
 * is another one's in each of them.
 */
export function logsOfSupervised(
  system: System,
  pids: readonly number[],
  meant: number | string,
  network: number | null,
): readonly LogPlace[] {
  const near = ({ networkNamespace: other }: Process): boolean =>
    network === null || other === null || other === network;
  return supervisorsAmong(system, pids).flatMap(({ supervisor, files }) => {
    if (!near(supervisor)) return [];
    const path = mainLog(files, supervisor);
    const [log] = valueIn(readLogs(system, [{ path, because: 'program', pid: null }])) ?? [];
    const lines = log?.lines ?? [];
    const often = log && system.now() - log.modifiedAt < LATELY ? OFTEN_OF_LATE : OFTEN;
    const ended = endedPrograms(files, supervisor, lines, meant, often);
    // A command that could not be run has written nothing: supervisord itself says why.
    const own = lines.slice(-20).some(line => /spawnerr:/.test(line));
    const named = ended.some(each => each.automatic) ? namedLogs(system, childLogs(files, supervisor)) : [];
    const paths = ended.flatMap(({ name, logs }) => [
      ...logs,
      ...named.filter(each => each.includes(`/${name}-std`)),
    ]);
    const places = paths.map(each => ({ path: each, because: 'program' as const, pid: null }));
    const groups = Object.fromEntries(
      ended.flatMap(({ name, control }) => {
        const [group, own] = control.split(':');
        return own === undefined ? [] : [[name, group!]];
      }),
    );
    const keeper = { steer: steeredBy(supervisor), configuration: mainFile(supervisor), groups };
    const main = { path, because: 'program', pid: null, supervisor: keeper } as const;
    if (own) return [...places, main];
    // Of what was given up, its own log tells why; what else was given up is no matter of the port.
    const names = ended.filter(each => each.meant || !each.givenUp).map(({ name }) => name);
    return names.length > 0 ? [...places, { ...main, about: aboutProgram(names) }] : places;
  });
}

/** npm or a shell, which runs the server and writes nothing itself. */
const isBetween = (process: Process): boolean =>
  isRunner(process) || invocationOf(process).language === 'shell';

/** Where the output goes of processes that write into a pipe to their supervisor; the server's own first, for one path has one owner. */
export const logsOfKept = (
  system: System,
  processes: readonly Process[],
  pids: readonly number[],
): readonly LogPlace[] =>
  processes
    .toSorted((a, b) => Number(isBetween(a)) - Number(isBetween(b)))
    .flatMap(process =>
      pathsOfKept(system, process, pids).map(path => ({ path, because: 'kept' as const, pid: process.pid })),
    );

/** forever's monitor writes what its script says into its own output: ~/.forever/k2b1.log. */
function logOfMonitor(system: System, { parent }: Process): readonly string[] {
  const folder = `/proc/${parent}`;
  const isMonitor = () => /\0[^\0]*\/forever\/bin\/monitor\0/.test(system.read(`${folder}/cmdline`, 8192));
  return attempt(() => (isMonitor() ? [system.link(`${folder}/fd/1`)] : [])) ?? [];
}

/** PM2 and supervisord tell what they start by variables what it is to them. */
function pathsOfKept(system: System, process: Process, pids: readonly number[]): readonly string[] {
  const { environment, root, output } = process;
  const { pm_err_log_path, pm_out_log_path, SUPERVISOR_PROCESS_NAME: name } = environment ?? {};
  // In a container they are paths of its own.
  const ofPm2 = [pm_err_log_path, pm_out_log_path].flatMap(path => (path === undefined ? [] : root + path));
  // Node's pipes to a child are unix sockets.
  if (name === undefined)
    return output?.startsWith('socket:') ? [...ofPm2, ...logOfMonitor(system, process)] : ofPm2;
  return supervisorsAmong(system, pids).flatMap(({ supervisor, files }) => [
    ...logsOf(
      instancesOf(files).filter(each => isRunAs(files, each, environment)),
      supervisor,
    ),
    ...namedLogs(system, childLogs(files, supervisor)).filter(each => each.includes(`/${name}-std`)),
  ]);
}

/** The files that supervisord names itself, those of errors first: shop-stderr---supervisor-k2b1x9.log. */
function namedLogs(system: System, directory: string): readonly string[] {
  try {
    return system
      .list(directory)
      .filter(name => /-std(?:out|err)---supervisor-\w+\.log$/.test(name))
      .sort()
      .map(name => `${directory}/${name}`);
  } catch {
    return [];
  }
}
