import { identify } from '../../programs/identify.js';
import type { Upstream } from '../../programs/proxies/upstream.js';
import { speechOf } from '../../programs/sources/spoken-source.js';
import type { System } from '../../system/system.js';
import { readConfiguration } from '../configuration/read.js';
import { valueIn } from '../fact.js';
import { actingAmong } from '../processes/acting.js';
import { bootTime } from '../processes/boot-time.js';
import { readProcess } from '../processes/read.js';
import type { Process } from '../processes/types.js';
import { takers } from '../sockets/cover.js';
import { findOwners } from '../sockets/owners.js';
import { isFull } from '../sockets/queue.js';
import { readListeners, readUnixListeners } from '../sockets/read.js';
import type { Socket } from '../sockets/types.js';
import { isAt } from '../sockets/unix-target.js';
import type { UpstreamState } from './types.js';

/** The kernel took the connection, or has no room for another, and nobody says anything; hung up on, bytes may be of a wrong protocol. */
const isMute = ({ probes, upstream }: UpstreamState): boolean =>
  probes.some(({ outcome, conversations }) => {
    const said = conversations[0]?.outcome;
    return outcome === 'timeout' || said === 'silent' || (upstream.raw && said !== undefined);
  }) && !probes.some(({ conversations }) => conversations[0]?.outcome === 'answered');

/** A socket on which somebody listens; who waits in its queue is known of TCP alone. */
type Listening = Pick<Socket, 'inode' | 'uid'> & Partial<Pick<Socket, 'queue'>>;

/** The sockets on which somebody listens for this upstream: another address of the port may be another program's. */
export function listenersAt(
  system: System,
  { path, port }: Pick<Upstream, 'path' | 'port'>,
  addresses: readonly string[],
): readonly Listening[] {
  if (path !== null)
    return (valueIn(readUnixListeners(system)) ?? [])
      .filter(each => isAt(system, each, path))
      .map(({ inode }) => ({ inode, uid: system.uid }));
  const onPort = (valueIn(readListeners(system)) ?? []).filter(
    ({ protocol, local }) => protocol === 'tcp' && local.port === port,
  );
  return [...new Set(addresses.flatMap(address => takers(onPort, address, 'lo')))];
}

const listenersOf = (system: System, { upstream, probes }: UpstreamState): readonly Listening[] =>
  listenersAt(
    system,
    upstream,
    probes.map(({ address }) => address),
  );

/** Those that are stopped, where nobody is left to answer. */
const allStopped = (holders: readonly Process[]): readonly Process[] =>
  actingAmong(holders).every(({ state }) => state === 'T')
    ? holders.filter(({ state }) => state === 'T')
    : [];

const processesOf = (system: System, pids: readonly number[]): readonly Process[] => {
  const boot = bootTime(system) ?? 0;
  return [...new Set(pids)].flatMap(pid => readProcess(system, pid, boot) ?? []);
};

/** Who takes connections for an upstream of this machine. */
export function takersAt(system: System, state: UpstreamState): readonly Process[] {
  if (!state.probes.some(({ outcome }) => outcome === 'connected')) return [];
  const owners = valueIn(findOwners(system, listenersOf(system, state)));
  return processesOf(system, Object.values(owners?.pidsByInode ?? {}).flat());
}

/** What they speak who hold the socket, by their program or their source. */
function speechAmong(system: System, holders: readonly Process[]): Pick<UpstreamState, 'speaks'> {
  const known = holders.map(each => identify(each, holders).speaks).find(each => each !== null);
  if (known) return { speaks: known };
  const files = valueIn(readConfiguration(system, holders, holders)) ?? [];
  const speech = holders.map(each => speechOf(each, files)?.speaks).find(each => each !== undefined);
  return speech ? { speaks: speech === 'own' ? 'other' : speech } : {};
}

/**
 * The state with what is known of those who hold its socket, looked for where nobody answers: that no connection comes to
 * them, that all of them are stopped (state T of proc(5)), that connections wait and none is accepted, or what they speak.
 */
export function withHolders(system: System, state: UpstreamState): UpstreamState {
  const sockets = isMute(state) ? listenersOf(system, state) : [];
  if (sockets.length === 0) return state;
  const pidsByInode = valueIn(findOwners(system, sockets))?.pidsByInode ?? {};
  const pids = Object.values(pidsByInode).flat();
  const holders = processesOf(system, pids);
  const full = sockets.find(({ queue }) => queue && isFull({ queue }));
  const roomy = sockets.every(({ queue }) => queue?.limit != null) && !full;
  // With room in the queue, the kernel itself takes a connection, whatever the program does: this one did not come so far.
  const [barred] = state.probes[0]?.outcome === 'timeout' && roomy ? holders : [];
  if (barred) return { ...state, barred: { pid: barred.pid, name: barred.name } };
  const asleep = allStopped(holders);
  const [first] = asleep;
  if (first) {
    const foreign = asleep.some(({ uid }) => uid !== system.uid) && system.uid !== 0;
    return { ...state, stopped: { pids: asleep.map(({ pid }) => pid), name: first.name, foreign } };
  }
  const one = holders.find(({ pid }) => full && pidsByInode[full.inode]?.includes(pid));
  const holder = one && { pid: one.pid, name: one.name };
  if (full?.queue) return { ...state, full: { waiting: full.queue.used, ...(holder && { holder }) } };
  if (!state.upstream.raw) return state;
  const unaccepted = sockets.some(({ queue }) => queue !== undefined && queue.used > 0);
  return { ...state, ...(unaccepted ? { unaccepted } : speechAmong(system, holders)) };
}
