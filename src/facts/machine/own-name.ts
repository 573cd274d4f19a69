import { isLoopback } from '../../net/prefix.js';
import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { parseHosts } from '../names/hosts.js';
import { serves } from '../sockets/cover.js';
import type { Socket } from '../sockets/types.js';
import type { Machine } from './types.js';

/** The machine, with what its own name means by the hosts file where one of these sockets may be bound to it. */
export function withOwnName(
  system: System,
  machine: Fact<Machine>,
  sockets: readonly Socket[],
): Fact<Machine> {
  const mayBe = sockets.some(
    each => (serves(each, 'tcp') || serves(each, 'udp')) && isLoopback(each.local.address),
  );
  if (machine.status === 'unknown' || !mayBe) return machine;
  try {
    const { entries } = parseHosts(system.read('/etc/hosts', 256 * 1024), machine.value.hostName);
    const [ownName] = entries;
    return ownName ? { ...machine, value: { ...machine.value, ownName } } : machine;
  } catch {
    return machine;
  }
}
