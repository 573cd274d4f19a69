import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { quoted } from '../../programs/shell.js';
import { nameOf } from '../namespace/inside.js';
import type { Finding } from '../rule.js';
import { advice } from '../talk.js';

/** What is said of a silent address beside that it is silent. */
export type Whereabouts = Pick<Finding, 'summary' | 'says' | 'headline' | 'evidence' | 'fixes'>;

/**
 * Other machines reach a container by its macvlan or ipvlan of a network card, and its own host does not: what the host
 * sends by the card goes out to the cable (macvlan in linux/if_link.h, mode bridge).
 */
export function ownContainer(
  address: string,
  device: string,
  seen: Pick<Facts, 'namespaces' | 'containers'>,
): Whereabouts | undefined {
  const space = valueIn(seen.namespaces)?.find(each => each.addresses.includes(address));
  if (!space) return undefined;
  const where = nameOf(space, valueIn(seen.containers));
  return {
    headline: 'a container on this machine does not answer its own host',
    says: 'a container of this machine',
    summary: `${address} is the address of ${where} on this machine itself, and does not answer it by ${device}: one that is on ${device} by macvlan or ipvlan is reached by other machines, and never by its own host.`,
    evidence: [
      {
        fact: 'namespaces',
        says: `${where}${space.pids.length > 0 ? ` (pid ${space.pids[0]})` : ''} has the address ${address}`,
        source: '/proc/PID/net/fib_trie',
      },
    ],
    fixes: [
      advice(
        `Give this machine a macvlan of ${device} too, beside the container's`,
        `  sudo ip link add host0 link ${quoted(device)} type macvlan mode bridge\n  sudo ip link set host0 up\n  sudo ip route add ${address}/${address.includes(':') ? 128 : 32} dev host0\nIt lasts until the next reboot. Or give the container a second network, a bridge, for its host. If it is on a bridge, look whether its interface there is up.`,
        true,
      ),
    ],
  };
}
