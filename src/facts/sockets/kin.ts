import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { type Fact, known, partial, unknownFrom, valueIn } from '../fact.js';

/** Every process that can be seen, the oldest number first. Throws where /proc cannot be listed, or is not the kernel's: it shows at least who asks. */
export function everyPid(system: System): readonly number[] {
  const pids = system.list('/proc').flatMap(name => (/^[1-9]\d*$/.test(name) ? Number(name) : []));
  if (pids.length === 0) throw Object.assign(new Error('/proc is empty'), { code: 'ENOENT' });
  return pids.sort((one, two) => one - two);
}

/** /proc is mounted so that other users' processes are not there (hidepid=, proc(5)): the first process of all is root's. */
export const hidesOthers = (system: System): boolean =>
  system.platform === 'linux' && system.uid !== 0 && attempt(() => system.read('/proc/1/stat')) === undefined;

/** What is not known where /proc hides other users' processes. */
export const hiddenOthers = 'the processes of other users cannot be seen without root (hidepid)';

/** The same as a fact: no list is not a list with nobody in it, and one of the caller's own processes is not whole. */
export function readPids(system: System): Fact<readonly number[]> {
  try {
    const pids = everyPid(system);
    return hidesOthers(system) ? partial(pids, '/proc', hiddenOthers) : known(pids, '/proc');
  } catch (error) {
    return unknownFrom(error, 'the list of processes (/proc)');
  }
}

/** The same, for whoever argues only from those that are there. */
export const listPids = (system: System): readonly number[] => valueIn(readPids(system)) ?? [];

/** Workers are forked one after the other, so brothers have numbers near by; each one found brings its own. */
const NEAREST = 16;

/** The parent of a process. proc(5): the name in brackets may hold brackets itself, so fields are counted from the last one. */
export function parentOf(system: System, pid: number): number | undefined {
  const stat = attempt(() => system.read(`/proc/${pid}/stat`));
  const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return parent > 0 ? parent : undefined;
}

/** The children of all its threads; undefined where the kernel keeps no such list (CONFIG_PROC_CHILDREN). */
const childrenOf = (system: System, pid: number): number[] | undefined =>
  attempt(() =>
    system
      .list(`/proc/${pid}/task`)
      .flatMap(thread => system.read(`/proc/${pid}/task/${thread}/children`).split(' '))
      .map(Number)
      .filter(child => child > 0),
  );

/** The processes with all that they have started and these have, each once, the elders first; at most 256. */
export function withDescendants(system: System, pids: readonly number[]): readonly number[] {
  const found = new Set(pids);
  for (const pid of found) {
    if (found.size > 256) break;
    for (const child of childrenOf(system, pid) ?? []) found.add(child);
  }
  return [...found];
}

/** Does the work for each process once. */
function remembered<T>(work: (pid: number) => T): (pid: number) => T {
  const answers = new Map<number, T>();
  return pid => {
    if (!answers.has(pid)) answers.set(pid, work(pid));
    return answers.get(pid) as T;
  };
}

/**
 * Tells who may have been handed a process's socket: its parent (or the service manager that activated it), its
 * children, and, for where the parent that made it has closed it or is dead, the nearest of its brothers that run the
 * same executable.
 */
export function kinship(system: System, pids: readonly number[]): (pid: number) => number[] {
  const parent = remembered(pid => parentOf(system, pid));
  const children = remembered(pid => childrenOf(system, pid) ?? pids.filter(other => parent(other) === pid));
  const executable = remembered(pid => attempt(() => system.link(`/proc/${pid}/exe`)));
  const brothers = (pid: number, of: number): number[] =>
    children(of)
      .filter(other => other !== pid)
      .sort((one, two) => Math.abs(one - pid) - Math.abs(two - pid))
      .slice(0, NEAREST)
      .filter(other => executable(other) === executable(pid));
  return pid => {
    const above = parent(pid);
    return above === undefined ? children(pid) : [above, ...children(pid), ...brothers(pid, above)];
  };
}
