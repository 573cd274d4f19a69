import { baseName } from '../../programs/invocation.js';
import { commandOfProgram, mainLog, programNames } from '../../programs/supervision/supervisord-programs.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { valueIn } from '../fact.js';
import { readLogs } from '../logs/read.js';
import { bootTime } from '../processes/boot-time.js';
import { readProcess } from '../processes/read.js';
import type { Process } from '../processes/types.js';

/** What supervisord's own log says of every start. */
const spawned = /\bspawned: '([^']+)' with pid (\d+)/;

/** The programs of processes, by that log; one of several of a program goes by a name of its own (numprocs), and is left out. */
function namesInLog(
  system: System,
  supervisor: Process,
  files: readonly ConfigurationFile[],
): ReadonlyMap<number, string> {
  const place = { path: mainLog(files, supervisor), because: 'program' as const, pid: null };
  const [log] = valueIn(readLogs(system, [place])) ?? [];
  const programs = programNames(files);
  const told = (log?.lines ?? []).flatMap(line => {
    const [, name = '', pid] = spawned.exec(line) ?? [];
    return programs.includes(name) ? [[Number(pid), name] as const] : [];
  });
  return new Map(told);
}

/** What a process calls itself: `nginx: master process nginx`, `gunicorn: master [shop:app]`, `redis-server *:6379`. */
const titleOf = ({ command: [first = ''] }: Process): string => baseName(first.split(/[:\s]/, 1)[0] ?? '');

const hasWord = (command: string, title: string): boolean =>
  command.split(/\s+/).some(word => baseName(word.replace(/["']/g, '')) === title);

/** The programs whose command calls itself so. */
const programsOf = (titled: Process, files: readonly ConfigurationFile[]): readonly string[] =>
  programNames(files).filter(name => hasWord(commandOfProgram(files, name) ?? '', titleOf(titled)));

/**
 * The processes that a program of supervisord's may be, where they have written a title over the environment that names
 * it (nginx; setproctitle(3)). `sure` where supervisord's log names them, or they call themselves as the program's command
 * does, and as no other's; no process where it does not run.
 */
export function unnamedRun(
  system: System,
  supervisor: Process,
  files: readonly ConfigurationFile[],
  name: string,
): { readonly pids: readonly number[]; readonly sure: boolean } {
  const boot = bootTime(system) ?? 0;
  const unnamed = supervisor.children
    .flatMap(pid => readProcess(system, pid, boot) ?? [])
    .filter(each => each.state !== 'Z' && each.environment?.SUPERVISOR_PROCESS_NAME === undefined);
  if (unnamed.length === 0) return { pids: [], sure: true };
  const names = namesInLog(system, supervisor, files);
  const own = unnamed.filter(({ pid }) => names.get(pid) === name);
  if (own.length > 0) return { pids: own.map(({ pid }) => pid), sure: true };
  const possible = unnamed
    .filter(({ pid }) => !names.has(pid))
    .map(each => ({ pid: each.pid, programs: each.environment === null ? [] : programsOf(each, files) }))
    .filter(({ programs }) => programs.length === 0 || programs.includes(name));
  return {
    pids: possible.map(({ pid }) => pid),
    sure: possible.every(({ programs }) => programs.length === 1),
  };
}
