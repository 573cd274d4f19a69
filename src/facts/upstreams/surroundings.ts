import type { ConfigurationFile } from '../configuration/types.js';
import type { Fact } from '../fact.js';
import type { FirewallRules } from '../firewall/types.js';
import type { Probe } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import type { Owners, Socket } from '../sockets/types.js';
import { lastAsked } from './again.js';

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
  /** A URL was asked for: what it takes to be answered counts, and not the connection alone. */
  readonly byUrl?: boolean;
  /** The packet filter's rules, where they could be read. */
  readonly rules?: FirewallRules | undefined;
}

/** The processes that hold the target's port. */
export function holdersOf({ sockets, owners, processes }: Surroundings): readonly Process[] {
  const pids = sockets.flatMap(({ inode }) => owners?.pidsByInode[inode] ?? []);
  return processes.filter(({ pid }) => pids.includes(pid));
}

/** Whether an answer with this Server header, or without one, is like a program of that name: HAProxy sends none by itself. */
const isLike = (server: string | undefined, { name }: Process): boolean =>
  server === undefined ? name === 'haproxy' : server.toLowerCase().startsWith(name.replace(/\d$/, ''));

/** The processes that hold the target's port, or may; of several that may, those whose way to answer it is first. */
export function ownersOf(around: Surroundings): readonly Process[] {
  const holders = holdersOf(around);
  if (holders.length > 0) return holders;
  const http = lastAsked(around.probes)?.http;
  if (!http) return around.likely;
  const rank = (each: Process) => Number(isLike(http.headers.server, each));
  return around.likely.toSorted((a, b) => rank(b) - rank(a));
}
