import type { Interface } from '../../facts/interfaces/types.js';
import { inPrefix, isLoopback } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Evidence } from '../rule.js';
import { host, ipFor } from './way.js';

/** An address on the loopback interface, whose prefix makes a whole network this machine's own (only IPv4 does so). */
export interface Alias {
  readonly address: string;
  /** CIDR form, as it was given: 10.50.0.9/24. */
  readonly network: string;
}

/** The address of lo in whose network another one lies, other than 127.0.0.0/8; undefined for none. */
export function coveringAlias(address: string, interfaces: readonly Interface[]): Alias | undefined {
  const own = interfaces
    .filter(item => item.flags.includes('LOOPBACK'))
    .flatMap(item => item.addresses)
    .find(
      each =>
        each.family === 4 &&
        each.prefix < 32 &&
        !isLoopback(each.address) &&
        each.address !== address &&
        inPrefix(address, `${each.address}/${each.prefix}`),
    );
  return own && { address: own.address, network: `${own.address}/${own.prefix}` };
}

/** The alias as evidence. */
export const aliasEvidence = ({ network }: Alias): Evidence => ({
  fact: 'interfaces',
  says: `lo has ${network}, and the kernel takes every address of a network on lo for its own`,
  source: 'rtnetlink',
});

/** Leaves the alias, without its network. */
export const narrowed = ({ address, network }: Alias): Fix => ({
  title: `Give lo ${host(address)} in place of ${network}`,
  steps: [
    { do: 'run', command: `${ipFor(address)} addr del ${network} dev lo` },
    { do: 'run', command: `${ipFor(address)} addr add ${host(address)} dev lo` },
  ],
  text: 'It lasts until the next reboot: write the same prefix length where the address is configured.',
  needsRoot: true,
});
