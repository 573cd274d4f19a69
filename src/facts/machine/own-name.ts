import { isLoopback } from '../../net/prefix.js';
import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { parseHosts } from '../names/hosts.js';
import { serves } from '../sockets/cover.js';
import type { Socket } from '../sockets/types.js';
import type { Machine } from './types.js';

/** Nobody types these: a server is there because a name led it there (Debian's line 127.0.1.1 for the host name). */
const isOdd = ({ local: { address } }: Socket): boolean =>
  isLoopback(address) && address !== '127.0.0.1' && address !== '::1';

/** The machine, with what its own name means by the hosts file where one of these sockets may be bound to it. */
export function withOwnName(
  system: System,
  machine: Fact<Machine>,
  sockets: readonly Socket[],
): Fact<Machine> {
  const odd = sockets.some(each => (serves(each, 'tcp') || serves(each, 'udp')) && isOdd(each));
  if (machine.status === 'unknown' || !odd) return machine;
  try {
    const { entries } = parseHosts(system.read('/etc/hosts', 256 * 1024), machine.value.hostName);
    const [ownName] = entries;
    return ownName ? { ...machine, value: { ...machine.value, ownName } } : machine;
  } catch {
    return machine;
  }
}
