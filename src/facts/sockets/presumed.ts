import { formatEndpoint } from '../../net/address.js';
import { masterOf } from '../../programs/family.js';
import { recognised } from '../../programs/identify.js';
import { tunnelOf } from '../../programs/proxies/tunnel.js';
import type { System } from '../../system/system.js';
import { type Fact, partial } from '../fact.js';
import { forwardingOf } from '../namespaces/forwarder.js';
import { bootTime } from '../processes/boot-time.js';
import { askingAlike, environmentNamesPort, mentionsPort, ownLine } from '../processes/candidates.js';
import { readProcess } from '../processes/read.js';
import type { Process } from '../processes/types.js';
import { asleepAmong } from './asleep.js';
import { listPids } from './kin.js';
import type { Owners, Socket } from './types.js';

/**
 * Owners of sockets whose descriptors may not be looked at: where just one family of processes of the socket's user
 * names the port in its command line, or is a program whose port this is by default, the socket is taken for theirs; where
 * several do, by the address that each of them names.
 * A docker-proxy that names its address too is the holder. The fact stays partial and says so.
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
  const theirs = processesOf(system, first.uid);
  const family = likelyFamily(theirs, first.local.port);
  const alike = hidden.filter(each => each.uid === first.uid);
  const byAddress = family.length === 0 ? familiesByAddress(theirs, alike) : undefined;
  const pidsByInode = { ...owners.value.pidsByInode };
  for (const socket of alike) {
    const forwarder = theirs.find(each => isForwarderOf(each, socket));
    const likely = forwarder ? [forwarder] : (byAddress?.get(socket) ?? family);
    if (likely.length > 0 && (forwarder || mayHold(likely, socket, hidden)))
      pidsByInode[socket.inode] = likely.map(each => each.pid);
  }
  if (hidden.every(each => pidsByInode[each.inode] === undefined)) return withPool(system, owners, theirs);
  return partial(
    { ...owners.value, pidsByInode },
    `${owners.source}, /proc/PID/cmdline`,
    'the owner is taken from the command lines: to be sure of it needs root',
  );
}

/**
 * Those of the sockets, whose owners are hidden, that are taken for sockets of these processes in the same way. Each
 * user's processes are read once.
 */
export function presumedOf(
  system: System,
  owners: Fact<Owners>,
  sockets: readonly Socket[],
  pids: readonly number[],
): readonly Socket[] {
  if (owners.status !== 'partial' || system.platform !== 'linux') return [];
  const { hidden } = owners.value;
  const processes = new Map(
    [...new Set(sockets.map(({ uid }) => uid))].map(uid => [uid, processesOf(system, uid)]),
  );
  return sockets.filter(socket => {
    if (!hidden.includes(socket.inode)) return false;
    const theirs = processes.get(socket.uid) ?? [];
    const forwarder = theirs.find(each => isForwarderOf(each, socket));
    const likely = forwarder ? [forwarder] : likelyFamily(theirs, socket.local.port);
    return likely.some(({ pid }) => pids.includes(pid));
  });
}

/** Nobody names the port, but workers of that user are stopped beside others of the same command that go on, or one program is. */
function withPool(system: System, owners: Fact<Owners>, theirs: readonly Process[]): Fact<Owners> {
  const line = ({ command }: Process) => command.join(' ');
  const poolOf = (one: Process) =>
    theirs.filter(each => each.parent === one.parent && line(each) === line(one));
  const pool = theirs
    .filter(({ state }) => state === 'T')
    .map(poolOf)
    .find(each => each.some(({ state }) => state !== 'T'));
  const asleep = pool ? [] : asleepAmong(system, theirs);
  if ((!pool && asleep.length === 0) || owners.status !== 'partial') return owners;
  const pids = (pool ?? asleep).map(({ pid }) => pid);
  const value = { ...owners.value, [pool ? 'pool' : 'asleep']: pids };
  return partial(value, `${owners.source}, /proc/PID/stat`, owners.lacks);
}

/** A docker-proxy, one for each address, whose arguments name the very address and port of the socket. */
function isForwarderOf(process: Process, { local }: Socket): boolean {
  if (process.name !== 'docker-proxy') return false;
  const to = forwardingOf(process, local.port);
  return to?.hostPort === local.port && to.hostAddress === local.address;
}

/**
 * Whether a family that speaks of the port may hold this of its listeners. Where fewer processes than sockets have the very
 * same address (SO_REUSEPORT), another program's may be among them; and who names the address of another one alone has that.
 */
function mayHold(family: readonly Process[], socket: Socket, listeners: readonly Socket[]): boolean {
  const { local, device } = socket;
  const alike = listeners.filter(each => each.local.address === local.address && each.device === device);
  // A title tells the first of several addresses only.
  const names = (one: Socket) => family.some(each => each.command.length > 1 && namesAddress(each, one));
  return family.length >= alike.length && (names(socket) || !listeners.some(names));
}

/** The user's processes, netcheck and its parents left out. */
function processesOf(system: System, uid: number): readonly Process[] {
  const own = ownLine(system);
  const asking = askingAlike(system);
  const boot = bootTime(system) ?? 0;
  return listPids(system)
    .filter(pid => !own.has(pid) && isOf(system, pid, uid))
    .flatMap(pid => readProcess(system, pid, boot) ?? [])
    .filter(each => each.command.length > 0 && !asking(each.command));
}

/**
 * The words of a command, or of the title that tells in one where its program listens: `redis-server 0.0.0.0:8000`. Of
 * `ssh: /root/.ssh/web:22 [mux]` the program is ssh.
 */
const wordsOf = ({ command }: Process): readonly string[] =>
  command.length === 1 ? command[0]!.replace(/^([^\s:]{1,64}): /, '$1 ').split(' ') : command;

/** The one family among the user's processes that speaks of the port; empty where there is none or more than one. */
function likelyFamily(theirs: readonly Process[], port: number): readonly Process[] {
  const speaking = theirs.filter(
    each =>
      mentionsPort(wordsOf(each), port) ||
      environmentNamesPort(each.environment ?? {}, port) ||
      // ssh -L listens, though it is a client.
      Boolean(tunnelOf(each, port, [])?.end),
  );
  // A script of Node's has the port that its author chose: nobody's default.
  const usually = (wanted: number) =>
    theirs.filter(each => {
      const program = recognised(each, theirs)?.program;
      return program && !program.generic && program.defaultPorts.includes(wanted);
    });
  // Who has 80 by default has 443 for TLS.
  const likely =
    [speaking, usually(port), port === 443 ? usually(80) : []].find(each => each.length > 0) ?? [];
  const masters = new Set(likely.map(each => masterOf(each, theirs).pid));
  return masters.size === 1 ? likely : [];
}

/** A word of the command is the socket's address, alone, after `--bind=`, or with the port: 127.0.0.1:8000, [::1]:8000. */
function namesAddress(process: Process, { local: { address, port } }: Socket): boolean {
  const place = formatEndpoint(address, port);
  return wordsOf(process).some(word => [address, place].includes(word.slice(word.indexOf('=') + 1)));
}

/**
 * The sockets of one port with the families that speak of it, where there are as many of these as of those, and each family
 * names the address of just one socket: a client that names it too makes one family more.
 */
function familiesByAddress(
  theirs: readonly Process[],
  sockets: readonly Socket[],
): ReadonlyMap<Socket, readonly Process[]> | undefined {
  const port = sockets[0]?.local.port ?? 0;
  const speaking = theirs.filter(each => mentionsPort(wordsOf(each), port));
  const masters = [...new Set(speaking.map(each => masterOf(each, theirs).pid))];
  if (sockets.length < 2 || masters.length !== sockets.length) return undefined;
  const found = masters.flatMap(master => {
    const family = speaking.filter(each => masterOf(each, theirs).pid === master);
    const [own, ...others] = sockets.filter(socket => family.some(each => namesAddress(each, socket)));
    return own && others.length === 0 ? [[own, family] as const] : [];
  });
  const bySocket = new Map(found);
  return bySocket.size === sockets.length ? bySocket : undefined;
}

/** /proc/PID belongs to the process's effective user. */
function isOf(system: System, pid: number, uid: number): boolean {
  try {
    return system.status(`/proc/${pid}`).uid === uid;
  } catch {
    return false;
  }
}
