import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { isRunner } from '../../programs/family.js';
import { invocationOf } from '../../programs/invocation.js';
import { outlives } from '../../programs/supervision/reloader.js';

/** What tells which processes are left of a server that is gone. */
export interface Remains {
  readonly processes: readonly Process[];
  readonly owners: Owners;
  readonly listeners: readonly Socket[];
  /** The question's port, where nobody serves it. */
  readonly idle: readonly Socket[];
}

/**
 * The processes that live on while the server that they ran has crashed: reloaders and those below them, and whoever
 * has bound the port for a child to listen on. Where one of them still listens, on whatever port, none is left behind
 * but a runner.
 */
export function leftBehind({ processes, owners, listeners, idle }: Remains): readonly Process[] {
  const holders = (sockets: readonly Socket[]) =>
    new Set(sockets.flatMap(({ inode }) => owners.pidsByInode[inode] ?? []));
  const binding = holders(idle.filter(({ state }) => state === 'bound'));
  const listening = holders(listeners);
  const heads = processes.filter(each => binding.has(each.pid) || outlives(each));
  return heads.flatMap(head => {
    const family = withThoseBelow(head, processes);
    if (!family.some(({ pid }) => listening.has(pid))) return family;
    // What is said by a runner of several (concurrently) may be of another than the one that listens.
    return isRunner(head) ? family.filter(each => isRunner(each) || isShell(each)) : [];
  });
}

const isShell = (process: Process): boolean => invocationOf(process).language === 'shell';

function withThoseBelow(head: Process, processes: readonly Process[]): readonly Process[] {
  const family = [head];
  for (let at = 0; at < family.length; at++)
    family.push(...processes.filter(each => each.parent === family[at]!.pid && !family.includes(each)));
  return family;
}
