import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknownFrom } from '../fact.js';
import { searchHolders } from './holders.js';
import { hidesOthers } from './kin.js';
import { pidIn } from './pid-inode.js';
import type { Owners, Socket } from './types.js';

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
  if (hidden === 0 && !hidesOthers(system))
    return 'no process to be seen from here holds the socket: it belongs to the kernel or to another pid namespace';
  return system.uid === 0
    ? 'the programs behind some ports: some processes may not be looked into, even as root'
    : 'the programs behind some ports cannot be seen without root';
}

/** Elsewhere than on Linux the list of sockets named the process at once. */
const ownersNamed = (inodes: ReadonlySet<number>): Owners => ({
  pidsByInode: Object.fromEntries([...inodes].map(inode => [inode, [pidIn(inode)]])),
  hidden: [],
});

/**
 * Every process that holds one of the sockets, found by looking at as few as will do: the sockets' own users first,
 * and no further than the first holders and their kin (see ./kin.ts). Partial where a socket's holder could not be
 * seen. Holders that are no kin of the first (a socket handed over to a stranger) may be missing.
 */
export function findOwners(system: System, sockets: readonly Pick<Socket, 'inode' | 'uid'>[]): Fact<Owners> {
  const held = sockets.filter(socket => socket.inode !== 0);
  const wanted = new Set(held.map(socket => socket.inode));
  if (system.platform !== 'linux') return known(ownersNamed(wanted), 'the list of sockets');
  if (wanted.size === 0) return known({ pidsByInode: {}, hidden: [] }, '/proc/PID/fd');
  try {
    const uids = new Set(held.map(socket => socket.uid));
    const { holders, missing, hidden, looked, total } = searchHolders(system, wanted, uids);
    const source = `/proc/PID/fd (${looked} of ${total} processes looked at)`;
    const owners = { pidsByInode: byInode(holders), hidden: [...missing] };
    if (missing.size === 0) return known(owners, source);
    return partial(owners, source, reasonWhy(system, hidden));
  } catch (error) {
    return unknownFrom(error, '/proc');
  }
}

/** The holders of the port's own sockets and of others. */
export function mergedOwners(a: Fact<Owners>, b: Fact<Owners>): Fact<Owners> {
  if (a.status === 'unknown' || b.status === 'unknown') return a.status === 'unknown' ? a : b;
  const value: Owners = {
    ...a.value,
    pidsByInode: { ...b.value.pidsByInode, ...a.value.pidsByInode },
    hidden: [...a.value.hidden, ...b.value.hidden],
  };
  const lacks = [a, b].find(each => each.status === 'partial');
  return lacks?.status === 'partial' ? partial(value, a.source, lacks.lacks) : known(value, a.source);
}
