import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknownFrom } from '../fact.js';
import { kinship, listPids } from './kin.js';
import type { Owners, Socket } from './types.js';

/** What one look at a process's descriptors gave: the wanted sockets among them, or that it was not allowed. */
type Look = readonly number[] | 'hidden' | 'gone';

const SOCKET = /^socket:\[(\d+)\]$/;

function lookAt(system: System, pid: number, wanted: ReadonlySet<number>): Look {
  const folder = `/proc/${pid}/fd`;
  const held = new Set<number>();
  try {
    for (const descriptor of system.list(folder)) {
      const inode = inodeOf(system, `${folder}/${descriptor}`);
      if (inode !== undefined && wanted.has(inode)) held.add(inode);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'hidden' : 'gone';
  }
  return [...held];
}

/** A descriptor that was closed since it was listed holds nothing; one that may not be read is an error. */
function inodeOf(system: System, path: string): number | undefined {
  try {
    const link = system.link(path);
    return link.startsWith('socket:') ? Number(SOCKET.exec(link)?.[1]) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The uid that a process runs under (root's, for one that may not be traced), or undefined where it is gone. */
function uidOf(system: System, pid: number): number | undefined {
  try {
    return system.status(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}

/**
 * Those who run under the sockets' uid first, the youngest of them first (what is asked about was mostly started
 * lately), then everybody else: a server that gave up root, or was handed its socket, has another uid than it.
 */
function likeliestFirst(system: System, pids: readonly number[], uids: ReadonlySet<number>): number[] {
  const youngest = pids.toReversed();
  const same = new Set(
    youngest.filter(pid => {
      const uid = uidOf(system, pid);
      return uid !== undefined && uids.has(uid);
    }),
  );
  return [...same, ...youngest.filter(pid => !same.has(pid))];
}

/** Looks at processes until every wanted socket has an owner; then at the owners' kin, who may hold it too. */
function search(system: System, wanted: ReadonlySet<number>, uids: ReadonlySet<number>) {
  const holders = new Map<number, readonly number[]>();
  const missing = new Set(wanted);
  const looked = new Set<number>();
  let hidden = 0;
  const look = (pid: number): void => {
    if (looked.has(pid)) return;
    looked.add(pid);
    const held = lookAt(system, pid, wanted);
    if (held === 'hidden') hidden += 1;
    else if (held !== 'gone' && held.length > 0) {
      holders.set(pid, held);
      for (const inode of held) missing.delete(inode);
    }
  };
  const pids = listPids(system);
  for (const pid of likeliestFirst(system, pids, uids)) {
    if (missing.size === 0) break;
    look(pid);
  }
  // Kin that hold the socket have kin of their own, so the map grows while it is walked.
  const kinOf = kinship(system, pids);
  for (const pid of holders.keys()) for (const relative of kinOf(pid)) look(relative);
  return { holders, missing, hidden, looked: looked.size, total: pids.length };
}

function byInode(holders: ReadonlyMap<number, readonly number[]>): Record<number, number[]> {
  const pids: Record<number, number[]> = {};
  for (const pid of [...holders.keys()].toSorted((one, two) => one - two))
    for (const inode of holders.get(pid) ?? []) {
      pids[inode] ??= [];
      pids[inode].push(pid);
    }
  return pids;
}

function reasonWhy(system: System, hidden: number): string {
  if (hidden === 0)
    return 'no process to be seen from here holds the socket: it belongs to the kernel or to another pid namespace';
  return system.uid === 0
    ? 'owner hidden: some processes may not be looked into, even as root'
    : 'owner hidden, needs root';
}

/**
 * Every process that holds one of the sockets, found by looking at as few as will do: the sockets' own users first,
 * and no further than the first holders and their kin (see ./kin.ts). Partial where a socket's holder could not be
 * seen. Holders that are no kin of the first (a socket handed over to a stranger) may be missing.
 */
export function findLinuxOwners(system: System, sockets: readonly Socket[]): Fact<Owners> {
  const held = sockets.filter(socket => socket.inode !== 0);
  const wanted = new Set(held.map(socket => socket.inode));
  if (wanted.size === 0) return known({ pidsByInode: {}, hidden: [] }, '/proc/PID/fd');
  try {
    const uids = new Set(held.map(socket => socket.uid));
    const { holders, missing, hidden, looked, total } = search(system, wanted, uids);
    const source = `/proc/PID/fd (${looked} of ${total} processes looked at)`;
    const owners = { pidsByInode: byInode(holders), hidden: [...missing] };
    if (missing.size === 0) return known(owners, source);
    return partial(owners, source, reasonWhy(system, hidden));
  } catch (error) {
    return unknownFrom(error, '/proc');
  }
}
