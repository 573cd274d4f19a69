import { masterOf } from '../../programs/family.js';
import { recognised } from '../../programs/identify.js';
import type { System } from '../../system/system.js';
import { type Fact, partial } from '../fact.js';
import { environmentNamesPort, mentionsPort, ownLine } from '../processes/candidates.js';
import { bootTime, readProcess } from '../processes/read.js';
import type { Process } from '../processes/types.js';
import { listPids } from './kin.js';
import type { Owners, Socket } from './types.js';

/**
 * Owners of sockets whose descriptors may not be looked at: where just one family of processes of the socket's user
 * names the port in its command line, or is a program whose port this is by default, the socket is taken for theirs.
 * The fact stays partial and says so.
 */
export function presumeOwners(
  system: System,
  owners: Fact<Owners>,
  sockets: readonly Socket[],
): Fact<Owners> {
  if (owners.status !== 'partial' || system.platform !== 'linux') return owners;
  const hidden = sockets.filter(each => owners.value.hidden.includes(each.inode) && each.state === 'listen');
  const first = hidden[0];
  if (!first) return owners;
  const family = likelyFamily(system, first.uid, first.local.port);
  if (family.length === 0) return owners;
  const pidsByInode = { ...owners.value.pidsByInode };
  for (const { inode, uid } of hidden)
    if (uid === first.uid) pidsByInode[inode] = family.map(each => each.pid);
  return partial(
    { ...owners.value, pidsByInode },
    `${owners.source}, /proc/PID/cmdline`,
    'the owner is taken from the command lines: to be sure of it needs root',
  );
}

/** The one family among the user's processes that speaks of the port; empty where there is none or more than one. */
function likelyFamily(system: System, uid: number, port: number): readonly Process[] {
  const own = ownLine(system);
  const boot = bootTime(system) ?? 0;
  const theirs = listPids(system)
    .filter(pid => !own.has(pid) && isOf(system, pid, uid))
    .flatMap(pid => readProcess(system, pid, boot) ?? [])
    .filter(each => each.command.length > 0);
  const speaking = theirs.filter(
    each => mentionsPort(each.command, port) || environmentNamesPort(each.environment ?? {}, port),
  );
  const likely = speaking.length
    ? speaking
    : theirs.filter(each => recognised(each, theirs)?.program.defaultPorts.includes(port));
  const masters = new Set(likely.map(each => masterOf(each, theirs).pid));
  return masters.size === 1 ? likely : [];
}

/** /proc/PID belongs to the process's effective user. */
function isOf(system: System, pid: number, uid: number): boolean {
  try {
    return system.status(`/proc/${pid}`).uid === uid;
  } catch {
    return false;
  }
}
