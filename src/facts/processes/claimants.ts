import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { valueIn } from '../fact.js';
import { listeningSaid } from '../logs/port-said.js';
import type { LogExcerpt } from '../logs/types.js';
import { holdsAny } from '../sockets/holders.js';
import { listPids } from '../sockets/kin.js';
import { readListeners } from '../sockets/read.js';
import { textOf } from '../text-of.js';
import { findBySource, isOwnWithoutSource } from './by-source.js';
import { findCandidates, ownLine } from './candidates.js';

/**
 * The processes whose log, where the caller stands, says that they listen on the port, and that hold no listening socket of
 * this network: others have the port. `holders` have it, and write to logs of their own.
 */
export function claimantsOf(
  system: System,
  logs: readonly LogExcerpt[],
  port: number,
  holders: readonly number[],
): readonly number[] {
  const claims = logs.filter(
    ({ because, lines }) => because === 'caller-directory' && listeningSaid(lines).port === port,
  );
  if (claims.length === 0) return [];
  const link = (pid: number, path: string) => attempt(() => system.link(`/proc/${pid}/${path}`));
  const writes = (pid: number): boolean =>
    [1, 2].some(descriptor => claims.some(({ path }) => link(pid, `fd/${descriptor}`) === path));
  if (holders.some(writes)) return [];
  const network = attempt(() => system.link('/proc/self/ns/net'));
  const listening = new Set((valueIn(readListeners(system)) ?? []).map(({ inode }) => inode));
  const own = ownLine(system);
  const silent = listPids(system).filter(
    pid =>
      !own.has(pid) &&
      writes(pid) &&
      link(pid, 'ns/net') === network &&
      holdsAny(system, pid, listening) === false,
  );
  return servingAmong(system, silent, port);
}

/** Those that are to serve the port by their words, variables or source: a client may tell in its log where its server runs. */
function servingAmong(system: System, pids: readonly number[], port: number): readonly number[] {
  if (pids.length === 0) return [];
  const told = [...findCandidates(system, pids, port), ...findBySource(system, pids, port)];
  const isOwn = (pid: number): boolean => {
    const executable = attempt(() => system.link(`/proc/${pid}/exe`)) ?? '';
    return isOwnWithoutSource(textOf(system, `/proc/${pid}/cmdline`, 4096).split('\0'), executable);
  };
  return pids.filter(pid => told.includes(pid) || isOwn(pid));
}
