import type { Process } from './types.js';

/** So many are looked at closely. */
const MOST = 64;

/** The holders of a socket (`pids`), and their children of the same program, to whom they may hand connections or requests on. */
export function whoMayAnswer(processes: readonly Process[], pids: readonly number[]): readonly Process[] {
  const holders = processes.filter(each => pids.includes(each.pid));
  const isTheir = ({ parent, name, executable }: Process) =>
    holders.some(
      ({ pid, ...holder }) =>
        pid === parent && (holder.name === name || (executable !== null && holder.executable === executable)),
    );
  return [...holders, ...processes.filter(each => !pids.includes(each.pid) && isTheir(each))].slice(0, MOST);
}
