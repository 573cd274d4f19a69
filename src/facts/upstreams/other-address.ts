import { formatEndpoint } from '../../net/address.js';
import type { Upstream } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { serviceAt } from '../probes/well-known.js';
import { commandName } from '../processes/command-name.js';
import { findOwners } from '../sockets/owners.js';
import { readListeners } from '../sockets/read.js';
import type { Elsewhere } from './types.js';

/**
 * Who listens on an upstream's port at another of this machine's addresses, where nobody does at the one that its proxy
 * asks; null where nobody is seen to, more than one do, it is the proxy itself (`proxy`: its pids), or a program that is
 * known to speak another protocol.
 */
export function atOtherAddress(
  system: System,
  { port, protocol }: Upstream,
  proxy: readonly number[],
): Elsewhere | null {
  const others = (valueIn(readListeners(system)) ?? []).filter(
    ({ protocol, local, device }) => protocol === 'tcp' && local.port === port && !device,
  );
  const [socket] = others;
  if (!socket || others.length > 1) return null;
  const pids = valueIn(findOwners(system, [socket]))?.pidsByInode[socket.inode] ?? [];
  const [pid] = pids;
  if (pid === undefined || pids.some(each => proxy.includes(each))) return null;
  const name = commandName(system, pid);
  // A database that has the same port is nobody's application on the web.
  if (/^https?$/.test(protocol) && serviceAt(0, undefined, name, null) !== null) return null;
  return { name, place: formatEndpoint(socket.local.address, socket.local.port), denied: false };
}
