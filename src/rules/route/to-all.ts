import type { Interface } from '../../facts/interfaces/types.js';
import type { RouteLookup } from '../../facts/routes/types.js';
import { broadcastOf } from '../../net/network.js';
import type { Step } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { evidenceOf } from './way.js';

/**
 * Found where by this machine's netmask the client's address is the one of a network that means everybody: replies go out
 * to all cards, and no TCP takes what came that way (PACKET_HOST in tcp_v4_rcv, net/ipv4/tcp_ipv4.c).
 */
export function toAll(lookup: RouteLookup, interfaces: readonly Interface[]): Finding | undefined {
  const { type, to, device } = lookup;
  if (type !== 'broadcast' || device === null) return undefined;
  const own = interfaces
    .find(({ name }) => name === device)
    ?.addresses.find(({ address, prefix }) => broadcastOf(address, prefix) === to);
  const why = own
    ? `by ${own.address}/${own.prefix} on ${device} it is the broadcast address of that network`
    : `this machine takes it for a broadcast address on ${device}`;
  return {
    severity: 'error',
    summary: `Replies to ${to} are sent to everybody, and ${to} takes none of them: ${why}, so one of the two machines has a wrong netmask.`,
    says: `${to} is a broadcast address here`,
    outcome: 'timeout',
    evidence: [evidenceOf(lookup)],
    fixes: [
      {
        title: `Let ${to} be a machine of its own`,
        steps: [
          run('ip', 'route', 'del', 'broadcast', to, 'dev', device, 'table', 'local'),
          // What was looked up before has the hardware address of everybody.
          run('ip', 'neigh', 'flush', 'to', to, 'dev', device, 'nud', 'noarp'),
        ],
        text: `It lasts until the address of ${device} is set again. Ask the network's router which length the network has: where it is another one, set that in the configuration of ${device}; where not, ${to} needs another address.`,
        needsRoot: true,
      },
    ],
  };
}

const run = (...words: readonly string[]): Step => ({ do: 'run', command: commandLine(words) });
