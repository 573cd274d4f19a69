import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { bootTime, readProcess } from '../processes/read.js';
import { findOwners } from '../sockets/owners.js';
import { readListeners, readUnixListeners } from '../sockets/read.js';
import type { UpstreamState } from './types.js';

/** The kernel took the connection, or has no room for another, and nobody says anything. */
const isMute = ({ probes }: UpstreamState): boolean =>
  probes.some(
    ({ outcome, conversations }) => outcome === 'timeout' || conversations[0]?.outcome === 'silent',
  ) && !probes.some(({ conversations }) => conversations[0]?.outcome === 'answered');

/** The sockets on which somebody listens for this upstream. */
function listenersOf(system: System, { upstream }: UpstreamState) {
  if (upstream.path !== null)
    return (valueIn(readUnixListeners(system)) ?? [])
      .filter(({ path }) => path === upstream.path)
      .map(({ inode }) => ({ inode, uid: system.uid }));
  return (valueIn(readListeners(system)) ?? []).filter(
    ({ protocol, local }) => protocol === 'tcp' && local.port === upstream.port,
  );
}

/** The state with those who hold its socket, where all of them are stopped (state T of proc(5)): looked for where nobody answers. */
export function withStopped(system: System, state: UpstreamState): UpstreamState {
  const sockets = isMute(state) ? listenersOf(system, state) : [];
  if (sockets.length === 0) return state;
  const pids = Object.values(valueIn(findOwners(system, sockets))?.pidsByInode ?? {}).flat();
  const boot = bootTime(system) ?? 0;
  const holders = [...new Set(pids)].flatMap(pid => readProcess(system, pid, boot) ?? []);
  const [first] = holders;
  if (!first || holders.some(each => each.state !== 'T')) return state;
  const foreign = holders.some(({ uid }) => uid !== system.uid) && system.uid !== 0;
  return { ...state, stopped: { pids: holders.map(({ pid }) => pid), name: first.name, foreign } };
}
