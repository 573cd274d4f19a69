import { isInner } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';

/** What most networks of people have, bits. */
const USUAL = { 4: 24, 6: 64 } as const;

/** A network that begins like the target's address, and is too small to hold it. */
export interface Narrow {
  /** For people: eth0 has 10.0.0.5/32. */
  readonly says: string;
  readonly fix: Fix;
}

/** The address of a cable whose prefix leaves out the target, where the usual one would hold it: it may have been set too long. */
export function narrow(interfaces: readonly Interface[], family: 4 | 6, address: string): Narrow | undefined {
  const bits = USUAL[family];
  for (const nic of interfaces) {
    if (nic.type !== 'ether' || !nic.flags.includes('UP') || isInner(nic, interfaces)) continue;
    const own = nic.addresses.find(
      each =>
        each.family === family &&
        each.peer === null &&
        each.prefix > bits &&
        inPrefix(address, `${each.address}/${bits}`),
    );
    if (own)
      return {
        says: `${nic.name} has ${own.address}/${own.prefix}, whose network does not hold it`,
        fix: {
          title: `If ${address} is on the cable of ${nic.name}, give that network its right length`,
          text: `  sudo ip addr add ${own.address}/${bits} dev ${quoted(nic.name)}\n/${bits} is usual; ask the network's other machines, or its router. Make it last in the configuration of the network.`,
          needsRoot: true,
        },
      };
  }
  return undefined;
}
