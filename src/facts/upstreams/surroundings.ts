import type { ConfigurationFile } from '../configuration/types.js';
import type { Fact } from '../fact.js';
import type { FirewallRules } from '../firewall/types.js';
import type { Probe } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import type { Owners, Socket } from '../sockets/types.js';

/** What it takes to follow a failure through a proxy. */
export interface Surroundings {
  readonly probes: readonly Probe[];
  readonly configuration: Fact<readonly ConfigurationFile[]>;
  /** The sockets of the target's port, and the processes that hold them. */
  readonly sockets: readonly Socket[];
  readonly owners: Owners | undefined;
  readonly processes: readonly Process[];
  /** Who may hold them, where that may not be seen. */
  readonly likely: readonly Process[];
  /** This machine's addresses. */
  readonly addresses: readonly string[];
  /** The packet filter's rules, where they could be read. */
  readonly rules?: FirewallRules | undefined;
}

/** The processes that hold the target's port. */
export function holdersOf({ sockets, owners, processes }: Surroundings): readonly Process[] {
  const pids = sockets.flatMap(({ inode }) => owners?.pidsByInode[inode] ?? []);
  return processes.filter(({ pid }) => pids.includes(pid));
}

/** The processes that hold the target's port, or may. */
export function ownersOf(around: Surroundings): readonly Process[] {
  const holders = holdersOf(around);
  return holders.length > 0 ? holders : around.likely;
}
