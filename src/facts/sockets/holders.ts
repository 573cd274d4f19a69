import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { isTool } from '../processes/tool.js';
import { everyPid, kinship } from './kin.js';

/** What one look at a process's descriptors gave: the wanted sockets among them, or that it was not allowed. */
type Look = readonly number[] | 'hidden' | 'gone';

/** The wanted sockets among a process's descriptors, which are read no further than until all are found. */
function lookAt(system: System, pid: number, wanted: ReadonlySet<number>): Look {
  const folder = `/proc/${pid}/fd`;
  const held = new Set<number>();
  try {
    for (const descriptor of system.list(folder)) {
      const inode = socketIn(system, `${folder}/${descriptor}`);
      if (inode !== undefined && wanted.has(inode)) held.add(inode);
      if (held.size === wanted.size) break;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'hidden' : 'gone';
  }
  return [...held];
}

/** Whether a process holds one of these sockets; undefined where that may not be seen. */
export function holdsAny(system: System, pid: number, wanted: ReadonlySet<number>): boolean | undefined {
  const held = lookAt(system, pid, wanted);
  return typeof held === 'string' ? undefined : held.length > 0;
}

/** The inode in `socket:[470]`. A descriptor that was closed since it was listed holds nothing. */
function socketIn(system: System, path: string): number | undefined {
  try {
    const link = system.link(path);
    return link.startsWith('socket:[') ? Number(link.slice(8, -1)) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** One more than the number of bits that a number of descriptors may have. */
const RANKS = 33;

/**
 * How late to look at a process: first those that run under a wanted socket's uid (one that may not be traced seems to
 * be root's), and by how many bits the number of its open descriptors has; 0 for none, and where the kernel does not
 * tell (before 6.2). Undefined for one that is gone.
 */
function rankOf(system: System, pid: number, uids: ReadonlySet<number>): number | undefined {
  const status = attempt(() => system.status(`/proc/${pid}/fd`));
  return status && (uids.has(status.uid) ? 0 : RANKS) + 32 - Math.clz32(status.size);
}

/**
 * Those who run under the sockets' uid first, then everybody else: a server that gave up root, or was handed its
 * socket, has another uid than it. Of those, the ones that are quickest to look at first, then the youngest (what is
 * asked about was mostly started lately). Processes without any descriptor, as the kernel's own, are left out.
 */
function likeliestFirst(system: System, pids: readonly number[], uids: ReadonlySet<number>): number[] {
  const ranks: number[][] = [];
  for (const pid of pids.toReversed()) {
    const rank = rankOf(system, pid, uids);
    if (rank === undefined) continue;
    ranks[rank] ??= [];
    ranks[rank].push(pid);
  }
  const counted = ranks.filter((_, rank) => rank % RANKS > 0);
  return (counted.length > 0 ? counted : ranks).flat();
}

/** What a search through the processes found. */
export interface Search {
  /** By pid, the wanted inodes that it holds; in the order found. */
  readonly holders: ReadonlyMap<number, readonly number[]>;
  /** Wanted inodes that nobody was seen to hold. */
  readonly missing: ReadonlySet<number>;
  /** How many processes may not be looked into, were looked at, and are there. */
  readonly hidden: number;
  readonly looked: number;
  readonly total: number;
}

/** It may only have inherited a server's socket, and be no kin of it any more: `sleep 600 &` of a shell that has ended. */
const isLeft = (system: System, pid: number): boolean =>
  isTool((attempt(() => system.read(`/proc/${pid}/comm`)) ?? '').trimEnd());

/**
 * Looks at processes until every wanted inode has a holder that may be a server; then at the holders' kin, who may hold it too. Throws
 * where /proc cannot be listed.
 */
export function searchHolders(
  system: System,
  wanted: ReadonlySet<number>,
  uids: ReadonlySet<number>,
): Search {
  const holders = new Map<number, readonly number[]>();
  const missing = new Set(wanted);
  const sought = new Set(wanted);
  const looked = new Set<number>();
  let hidden = 0;
  const look = (pid: number): void => {
    if (looked.has(pid)) return;
    looked.add(pid);
    const held = lookAt(system, pid, wanted);
    if (held === 'hidden') hidden += 1;
    else if (held !== 'gone' && held.length > 0) {
      holders.set(pid, held);
      const only = isLeft(system, pid);
      for (const inode of held) {
        missing.delete(inode);
        if (!only) sought.delete(inode);
      }
    }
  };
  const pids = everyPid(system);
  for (const pid of likeliestFirst(system, pids, uids)) {
    if (sought.size === 0) break;
    look(pid);
  }
  // Kin that hold the socket have kin of their own, so the map grows while it is walked.
  const kinOf = kinship(system, pids);
  for (const pid of holders.keys()) for (const relative of kinOf(pid)) look(relative);
  return { holders, missing, hidden, looked: looked.size, total: pids.length };
}
