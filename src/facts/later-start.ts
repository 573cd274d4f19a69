import { loopbackOf } from '../net/address.js';
import { isWildcard } from '../net/prefix.js';
import { recognised } from '../programs/identify.js';
import type { System } from '../system/system.js';
import { attempt } from './attempt.js';
import { valueIn } from './fact.js';
import type { Facts } from './facts.js';
import { untyped } from './probes/led-on.js';
import { probe } from './probes/probe.js';
import type { Probe } from './probes/types.js';
import { collectProcesses } from './processes/collect.js';
import { missedPath } from './processes/newer.js';
import { hasPortVariable } from './processes/port-variable.js';
import type { Process } from './processes/types.js';
import { namesNoPort } from './processes/usual-port.js';
import { findOwners } from './sockets/owners.js';
import { readListeners, readListenersOn } from './sockets/read.js';
import type { Owners, Socket } from './sockets/types.js';

/** How far servers go on from a port that is taken: they try one after the other. */
const FAR = 20;
const LAST = 65_535;

/** Workers and instances that one start makes come within this, milliseconds. */
const AT_ONCE = 1000;

/** Numbers of a shell, which differ from one terminal to the next, and of systemd, for each service. */
const ofItsStart =
  /^(?:SHLVL|COLUMNS|LINES|WINDOWID|XDG_SESSION_ID|SSH_AGENT_PID|SYSTEMD_EXEC_PID|JOURNAL_STREAM)=/;

/** By such variables one command serves several ends: numbers (PORT=3001, LISTEN=:3001, pm_id=1), and NODE_ENV=staging. */
const telling = /[=:]\d+\/?$|^\w*(?:ENV|CONFIG|SETTINGS|PROFILE)/;

/** What else a process was told. */
const toldBeside = (system: System, { pid }: Process): string | undefined =>
  attempt(() => system.read(`/proc/${pid}/environ`))
    ?.split('\0')
    .filter(each => telling.test(each) && !ofItsStart.test(each))
    .sort()
    .join('\n');

/** The same command once more, in the same directory, by nothing that tells the two apart. */
function isLaterStart(system: System, later: Process, first: Process): boolean {
  const alike =
    later.startedAt > first.startedAt + AT_ONCE &&
    later.parent !== first.pid &&
    later.uid === first.uid &&
    first.directory !== null &&
    // Who serves each client by a process of its own, as sshd does, is there.
    first.directory !== '/' &&
    later.directory === first.directory &&
    later.executable === first.executable &&
    later.command.length > 0 &&
    later.command.join('\0') === first.command.join('\0');
  if (!alike) return false;
  const told = toldBeside(system, first);
  return told !== undefined && told === toldBeside(system, later);
}

/**
 * A web server of another kind, started later, that takes the port where it is not told otherwise, and was not told by its
 * command: it found the port taken.
 */
function isKeptFrom(port: number, later: Process, first: Process): boolean {
  const program = recognised(later, [later])?.program;
  return (
    later.startedAt > first.startedAt &&
    program?.speaks === 'http' &&
    !program.generic &&
    program.defaultPorts.includes(port) &&
    namesNoPort(later.command) &&
    !hasPortVariable(later) &&
    recognised(first, [first])?.program !== program
  );
}

/** A later start of the port's server on one of the next ports, and what it has at a path that the first one lacks. */
export interface LaterStart extends Pick<Facts, 'listeners'> {
  readonly pidsByInode: Owners['pidsByInode'];
  readonly processes: readonly Process[];
  readonly probes: readonly Probe[];
}

/** Looks on the next ports for a later start of one of the holders, or for whom they keep from the port; undefined where there is none. */
export async function readLaterStart(
  system: System,
  port: number | null,
  holders: readonly Process[],
  probes: readonly Probe[],
  deadline: number,
): Promise<LaterStart | undefined> {
  if (port === null || port === LAST || holders.length === 0) return undefined;
  const near = (valueIn(readListenersOn(system, port + 1, Math.min(port + FAR, LAST))) ?? []).filter(
    ({ protocol, local, uid }) =>
      protocol === 'tcp' &&
      local.port > port &&
      local.port <= port + FAR &&
      holders.some(each => each.uid === uid),
  );
  if (near.length === 0) return undefined;
  const pidsByInode = valueIn(findOwners(system, near))?.pidsByInode ?? {};
  const pids = [...new Set(Object.values(pidsByInode).flat())].filter(
    pid => !holders.some(each => each.pid === pid),
  );
  const path = missedPath(probes);
  for (const later of valueIn(collectProcesses(system, pids)) ?? []) {
    const socket = near.find(({ inode }) => pidsByInode[inode]?.includes(later.pid));
    if (!socket) continue;
    const first = holders.find(each => isLaterStart(system, later, each));
    const kept = !first && path !== undefined && holders.some(each => isKeptFrom(port, later, each));
    if (!first && !kept) continue;
    const marked = { ...later, ...(first ? { startedAfter: first.pid } : { keptFrom: port }) };
    const proof = path === undefined ? [] : [await ask(socket, path, deadline)];
    return { listeners: readListeners(system), pidsByInode, processes: [marked], probes: proof };
  }
  return undefined;
}

/** The same request, of the later start. */
function ask({ local, family }: Socket, path: string, deadline: number): Promise<Probe> {
  const loopback = loopbackOf(family);
  const address = isWildcard(local.address) ? loopback : local.address;
  const question = { ...untyped, manner: 'http' as const, path };
  return probe(
    { protocol: 'tcp', address, port: local.port, local: true, question, because: 'upstream' },
    deadline,
  );
}

/** The owners and processes that were known, with those of a later start. */
export function withLaterStart(
  { owners, processes }: Pick<Facts, 'owners' | 'processes'>,
  later: LaterStart | undefined,
): Partial<Pick<Facts, 'owners' | 'processes' | 'listeners'>> {
  if (!later || owners.status === 'unknown' || processes.status === 'unknown') return {};
  const there = new Set(processes.value.map(({ pid }) => pid));
  return {
    listeners: later.listeners,
    owners: {
      ...owners,
      value: { ...owners.value, pidsByInode: { ...later.pidsByInode, ...owners.value.pidsByInode } },
    },
    processes: {
      ...processes,
      value: [...processes.value, ...later.processes.filter(({ pid }) => !there.has(pid))],
    },
  };
}
