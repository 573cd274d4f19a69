import { EPHEMERAL } from '../../net/ports.js';
import { isLoopback } from '../../net/prefix.js';
import type { Target } from '../../net/target.js';
import { isDoor } from '../../programs/debugger.js';
import { identify, recognised } from '../../programs/identify.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { valueIn } from '../fact.js';
import { bootTime } from '../processes/boot-time.js';
import { readProcess } from '../processes/read.js';
import type { Process } from '../processes/types.js';
import { socketsHeldBy } from '../sockets/held.js';
import { withDescendants } from '../sockets/kin.js';
import { findOwners } from '../sockets/owners.js';
import { presumedOf } from '../sockets/presumed.js';
import { parseProcNet } from '../sockets/proc-net.js';
import { readListeners } from '../sockets/read.js';
import type { Socket } from '../sockets/types.js';
import { textOf } from '../text-of.js';
import { isDown, withoutKeepers } from './kept.js';
import type { Subject } from './types.js';

/** The port of a target without a program: typed, or what its scheme or kind means. */
export function portOf(target: Target): number | null {
  if (target.port !== null) return target.port;
  if (target.kind === 'host') return 443;
  return null;
}

/** What the processes listen on; the port that people mean comes first: TCP before UDP, low before high. */
export function portsOf(system: System, pids: readonly number[]): readonly Socket[] {
  const inodes = new Set(pids.flatMap(pid => [...socketsHeldBy(system, pid)]));
  return (valueIn(readListeners(system)) ?? [])
    .filter(each => inodes.has(each.inode))
    .sort((a, b) =>
      a.protocol === b.protocol ? a.local.port - b.local.port : a.protocol === 'tcp' ? -1 : 1,
    );
}

/** What the processes listen on in a network namespace of their own, TCP only. */
function portsElsewhere(system: System, pids: readonly number[]): readonly Socket[] {
  for (const pid of pids) {
    const inodes = socketsHeldBy(system, pid);
    const found = ([4, 6] as const)
      .flatMap(family =>
        parseProcNet(
          textOf(system, `/proc/${pid}/net/tcp${family === 6 ? '6' : ''}`, 256 * 1024),
          'tcp',
          family,
        ),
      )
      .filter(each => each.state === 'listen' && inodes.has(each.inode));
    if (found.length > 0) return found;
  }
  return [];
}

/** Most listeners of one user whose owners are worked out from command lines. */
const mostPresumed = 64;

/**
 * What processes listen on whose descriptors are hidden, as another user's are, and one's own with capabilities: the
 * sockets of their user that are taken for theirs by their command lines, TCP only.
 */
function presumedPorts(system: System, pids: readonly number[]): readonly Socket[] {
  if (system.platform !== 'linux') return [];
  // Its namespaces are hidden together with what its descriptors lead to (proc_pid_ns(5)).
  const hidden = pids.filter(pid => attempt(() => system.link(`/proc/${pid}/ns/net`)) === undefined);
  const users = new Set(hidden.flatMap(pid => attempt(() => system.status(`/proc/${pid}`).uid) ?? []));
  if (users.size === 0) return [];
  const sockets = (valueIn(readListeners(system)) ?? [])
    .filter(each => each.protocol === 'tcp' && each.state === 'listen' && users.has(each.uid))
    .slice(0, mostPresumed);
  return presumedOf(system, findOwners(system, sockets), sockets, hidden).toSorted(
    (a, b) => a.local.port - b.local.port,
  );
}

/** The processes that people mean by a word: a program's name, a process's name, a script's, a systemd unit's, a supervisord program's. */
export function processesNamed(system: System, word: string, pids: readonly number[]): readonly Process[] {
  const boot = bootTime(system) ?? 0;
  const wanted = word.toLowerCase().replace(/\.service$/, '');
  const processes = pids
    .filter(pid => pid !== process.pid)
    .flatMap(pid => readProcess(system, pid, boot) ?? [])
    .filter(each => each.command.length > 0);
  return processes.filter(each => namesOf(each, processes).includes(wanted) && !isDown(system, each));
}

const lowerName = (path: string) => baseName(path).toLowerCase();

/** What starts a package's scripts calls itself by its whole command: npm run dev. */
const LAUNCHER = /^(npm|npx|pnpm|yarn) /;

/** What a program of somebody's own calls itself, and what it does: "shop: master [prod]". */
const TITLED = /^([\w.-]+): /;

/** What an interpreter runs, behind options that take a word: a script with or without its ending, a class with or without its package. */
function namesRun(process: Process): readonly string[] {
  const { language, script, module, name } = invocationOf(process);
  if (script !== null) return [name, name.replace(/\.\w+$/, '')];
  return module === null ? [] : [name, language === 'java' ? name.replace(/^.*\./, '') : name];
}

function namesOf(process: Process, processes: readonly Process[]): readonly string[] {
  // The first word behind these is what they run: a script, or a service of runit's, s6's or daemontools'.
  const runs = /^(python|node|ruby|perl|php|java|bun|deno|(?:ba|da|z|k)?sh$|runsv$|(?:s6-)?supervise$)/.test(
    lowerName(process.command[0] ?? ''),
  );
  const script = runs ? process.command.slice(1).find(word => !word.startsWith('-')) : undefined;
  const unit = /([^/]+)\.service(?:\/|$)/.exec(process.cgroup ?? '')?.[1];
  const identity = identify(process, processes);
  const names = [
    process.name,
    LAUNCHER.exec(process.name)?.[1] ?? '',
    TITLED.exec(process.command[0] ?? '')?.[1] ?? '',
    lowerName(process.executable ?? ''),
    lowerName(process.command[0] ?? ''),
    identity.program,
    identity.title,
    // As supervisorctl calls it, and all that are of one kind.
    process.environment?.SUPERVISOR_PROCESS_NAME ?? '',
    process.environment?.SUPERVISOR_GROUP_NAME ?? '',
  ];
  return [
    ...names,
    ...namesRun(process),
    ...(script ? [lowerName(script), lowerName(script).replace(/\.\w+$/, '')] : []),
    unit ?? '',
  ]
    .filter(Boolean)
    .map(name => name.toLowerCase());
}

/** What a target that names processes means: their pids, and the port to be judged. */
export function subjectOf(system: System, pids: readonly number[]): Subject {
  const own = portsOf(system, pids);
  // Of npm, a start script or a supervisor, what it has started is meant.
  const below = own.length > 0 ? undefined : servingBelow(system, pids);
  const here = below?.listeners ?? own;
  const elsewhere = here.length > 0 ? here : portsElsewhere(system, pids);
  const listening = elsewhere.length > 0 ? elsewhere : presumedPorts(system, pids);
  const holders = below?.pids.length ? below.pids : withoutKeepers(system, pids);
  const ports = meantFirst(system, holders, listening);
  return {
    port: ports[0] ?? null,
    ...(isByDatagrams(listening, ports[0]) && { protocol: 'udp' }),
    otherPorts: ports.slice(1).filter(port => isByStream(listening, port)),
    pids: holders,
  };
}

/** Name servers are asked by UDP, and by TCP only for what is long (RFC 7766 section 5). */
const DNS = 53;

/** Served by UDP alone, or first, and not a port that a client was given, which is open while it waits for an answer. */
export function isByDatagrams(listening: readonly Socket[], port = EPHEMERAL): boolean {
  const isUdp = ({ protocol }: Socket): boolean => protocol === 'udp';
  const here = listening.filter(each => each.local.port === port);
  return port < EPHEMERAL && (port === DNS ? here.some(isUdp) : here.every(isUdp));
}

/** A port by its number alone is one of TCP; of UDP, a client has one too, for as long as it asks. */
const isByStream = (listening: readonly Socket[], port: number): boolean =>
  listening.some(each => each.local.port === port && each.protocol === 'tcp');

/** Where programs in Go show their profile, as the documentation of net/http/pprof has it: localhost:6060. */
const PROFILE = 6060;

/**
 * The port that people mean comes first. Last comes one on which a program takes commands to itself or waits for a debugger;
 * before that, on loopback alone, a profile, and of a program with many sites a page about its state, as a rule.
 */
function meantFirst(
  system: System,
  pids: readonly number[],
  listening: readonly Socket[],
): readonly number[] {
  const ports = [...new Set(listening.map(each => each.local.port))];
  if (ports.length < 2) return ports;
  const boot = bootTime(system) ?? 0;
  const processes = pids.flatMap(pid => readProcess(system, pid, boot) ?? []);
  const programs = processes.flatMap(each => recognised(each, processes)?.program ?? []);
  const isAside = (port: number) =>
    (port === PROFILE || programs.some(each => each.manySites && !each.defaultPorts.includes(port))) &&
    listening.every(({ local }) => local.port !== port || isLoopback(local.address));
  const isLast = (port: number) =>
    programs.some(each => each.commandPorts?.includes(port)) || processes.some(each => isDoor(each, port));
  const rank = (port: number) => (isLast(port) ? 2 : isAside(port) ? 1 : 0);
  return ports.toSorted((a, b) => rank(a) - rank(b));
}

/** What the processes and those that they have started listen on, and which of them. */
export function servingBelow(
  system: System,
  pids: readonly number[],
): { readonly listeners: readonly Socket[]; readonly pids: readonly number[] } {
  const all = withDescendants(system, pids);
  const listeners = portsOf(system, all);
  const inodes = new Set(listeners.map(({ inode }) => inode));
  const holds = (pid: number) => [...socketsHeldBy(system, pid)].some(inode => inodes.has(inode));
  return { listeners, pids: listeners.length > 0 ? all.filter(holds) : [] };
}
