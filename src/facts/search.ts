import { doorOn } from '../programs/door.js';
import { logsOf } from '../programs/files.js';
import { lineage } from '../programs/lineage.js';
import { isProxy } from '../programs/proxies/upstreams.js';
import type { System } from '../system/system.js';
import { type Fact, known, partial, valueIn } from './fact.js';
import type { FactValues } from './facts.js';
import { withOpen } from './logs/open.js';
import { type LogPlace, logsIn, readLogs } from './logs/read.js';
import { logsOfRunScripts } from './logs/run-scripts.js';
import { logsOfKept, logsOfSupervised } from './logs/supervised.js';
import { logsOfWritten } from './logs/units.js';
import { findBySource } from './processes/by-source.js';
import { askingAlike, findCandidates, ownLine } from './processes/candidates.js';
import { collectProcesses } from './processes/collect.js';
import { commandName } from './processes/command-name.js';
import { goesBySource } from './processes/goes-by-source.js';
import { idleWatchers } from './processes/idle-watchers.js';
import type { Process } from './processes/types.js';
import { readPids } from './sockets/kin.js';
import { readOutgoing } from './sockets/outgoing.js';
import { findOwners } from './sockets/owners.js';
import { readListeners, readUnixListeners } from './sockets/read.js';

/** What is looked at where nobody serves the port: who else listens, who meant to, and what the logs say. */
export type Search = Pick<
  { readonly [N in keyof FactValues]: Fact<FactValues[N]> },
  'listeners' | 'unixListeners' | 'outgoing' | 'processes' | 'owners' | 'logs'
>;

/** Most other listeners whose owners are looked for; a machine with more is no place to guess at. */
const mostListeners = 256;

/** Unix sockets that belong to the system or the desktop, and lead to no server that people mean by a port. */
const ofTheSystem =
  /^@|^\/run\/(systemd|dbus|udev|user\/\d+\/(bus|systemd|gnupg|pulse|pipewire|wayland))|^\/tmp\/\.(X11|ICE)|^\/var\/run\/dbus/;
const mostPaths = 32;
const mostProxies = 8;

/** Searches for the server that was meant: by the port in command lines and environments, by the target's pids. */
export function searchFor(system: System, port: number | null, pids: readonly number[]): Search {
  const listed = readPids(system);
  const everyone = valueIn(listed) ?? [];
  const { wanted: told, written } =
    port === null ? { wanted: [], written: [] } : meantFor(system, everyone, port);
  const wanted = port === null || told.length > 0 ? told : idleWatchers(system, everyone);
  const listeners = readListeners(system);
  const others = (valueIn(listeners) ?? []).slice(0, mostListeners);
  const unixListeners = readUnixListeners(system);
  const paths = (valueIn(unixListeners) ?? [])
    .filter(each => !ofTheSystem.test(each.path))
    .slice(0, mostPaths);
  // Whose a unix socket is, the kernel does not say; the caller is the best guess of whom to look at first.
  const owners = findOwners(system, [...others, ...paths.map(({ inode }) => ({ inode, uid: system.uid }))]);
  const holders = Object.values(valueIn(owners)?.pidsByInode ?? {}).flat();
  // Whoever was named may listen on a unix socket alone, behind a proxy whose ports are not the caller's to see.
  const fronts = pids.length > 0 && paths.length > 0 ? proxiesAmong(system, everyone) : [];
  const asked = [...pids, ...wanted, ...holders, ...fronts];
  const collected = withoutAskers(system, collectProcesses(system, asked), asked);
  const found = written.length === 0 || port === null ? collected : servingThat(collected, written, port);
  const processes = ofThoseListed(found, listed);
  const meant = (valueIn(processes) ?? []).filter(each => [...pids, ...wanted].includes(each.pid));
  return {
    listeners,
    unixListeners,
    outgoing: readOutgoing(system, kinOf(meant, valueIn(processes) ?? [])),
    processes,
    owners,
    logs: withOpen(
      system,
      readLogs(system, [
        // First, for one that lies in the caller's directory too is known by this to be the service's, and which of its lines are.
        ...logsOfRunScripts(system, everyone, port, pids),
        ...(port === null ? [] : logsOfSupervised(system, everyone, port, null)),
        ...logsOfKept(system, meant, everyone),
        ...logsIn(system, system.directory, 'caller-directory'),
        ...logsOfAll(system, meant),
        // Root may ask systemd, which tells of the last run alone.
        ...(port === null || system.uid <= 0 ? [] : logsOfWritten(system, port)),
      ]),
      everyone,
    ),
  };
}

/** Who is to serve the port, and does not only go there: only where no command line speaks of it, sources are read for it (`written`). */
export function meantFor(system: System, pids: readonly number[], port: number) {
  const spoken = findCandidates(system, pids, port).filter(pid => !goesBySource(system, pid));
  const written = spoken.length > 0 ? [] : findBySource(system, pids, port);
  return { wanted: [...spoken, ...written], written };
}

/** The processes without those that came in as somebody's children and only ask: netcheck and what started it name the port too. */
function withoutAskers(
  system: System,
  fact: Search['processes'],
  asked: readonly number[],
): Search['processes'] {
  if (fact.status === 'unknown') return fact;
  const own = ownLine(system);
  const asking = askingAlike(system);
  const looked = fact.value.filter(({ pid }) => asked.includes(pid));
  const above = new Set(looked.flatMap(each => lineage(each, fact.value)));
  const kept = fact.value.filter(
    each => asked.includes(each.pid) || above.has(each) || !(own.has(each.pid) || asking(each.command)),
  );
  return { ...fact, value: kept };
}

/** Who meant to serve is not known of processes that nobody could list. */
const ofThoseListed = (
  processes: Search['processes'],
  listed: Fact<readonly number[]>,
): Search['processes'] =>
  listed.status === 'known' || processes.status === 'unknown'
    ? processes
    : partial(processes.value, processes.source, listed.status === 'partial' ? listed.lacks : listed.detail);

/** The first processes that go by the name of a proxy: its master, which its workers come after. */
const proxiesAmong = (system: System, pids: readonly number[]): readonly number[] =>
  pids.filter(pid => isProxy(commandName(system, pid))).slice(0, mostProxies);

/** The processes, with the port for those whose script says that it serves it. */
const servingThat = (
  fact: Fact<readonly Process[]>,
  pids: readonly number[],
  port: number,
): Fact<readonly Process[]> =>
  fact.status === 'unknown'
    ? fact
    : {
        ...fact,
        value: fact.value.map(each => (pids.includes(each.pid) ? { ...each, scriptPort: port } : each)),
      };

/** The processes with their children, which a start script may have wait in its place. */
const kinOf = (meant: readonly Process[], all: readonly Process[]): readonly number[] =>
  all
    .filter(each => meant.some(one => one.pid === each.pid || one.pid === each.parent))
    .map(each => each.pid);

/** The logs of processes: where their output goes, what their program writes, and what lies in their directory. */
export function logsOfAll(system: System, processes: readonly Process[]): LogPlace[] {
  return processes.flatMap(process => [
    ...logsOf(process, processes, doorOn(system, process.root)).map(path => ({
      path,
      because: 'process-output' as const,
      pid: process.pid,
    })),
    ...(process.directory && process.directory !== '/'
      ? logsIn(system, process.directory, 'process-directory')
      : []),
  ]);
}

/** Nothing was searched, because the port is served. */
export const notSearched = known([] as const, 'not needed: the port is served');
