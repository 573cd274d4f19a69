import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { absent } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at, named } from '../serving.js';

/** How the programs that take a single connection are told to take more. */
const ways: readonly (readonly [RegExp, string])[] = [
  [/^socat/, 'Add ,fork to its first address: TCP-LISTEN:PORT,reuseaddr,fork'],
  [/^(nc|ncat|netcat)(\.|$)/, 'Add -k: nc -l -k PORT'],
];

/** The connection by which a process serves, of those on a port where nobody listens any more. */
export const takenBy = (
  { pid }: Process,
  idle: readonly Socket[],
  { pidsByInode }: Owners,
): Socket | undefined =>
  idle.find(({ state, inode }) => state === 'established' && pidsByInode[inode]?.includes(pid));

/**
 * A program that took one connection by the port and closed its listener: socat without fork, nc without -k. Whoever comes
 * while that lasts is refused. Undefined where the process has no such connection.
 */
export function servesOnce(
  process: Process,
  idle: readonly Socket[],
  owners: Owners,
  processes: readonly Process[],
): Finding | undefined {
  const taken = takenBy(process, idle, owners);
  if (!taken) return undefined;
  const { address, port } = taken.remote;
  const way = ways.find(([name]) => name.test(process.name))?.[1].replace('PORT', String(taken.local.port));
  const found = absent(
    `${named(process, processes)} has taken one connection, from ${at(address, port)}, and listens no more while that lasts.`,
    'takes one connection only',
    [
      {
        fact: 'sockets',
        says: `${at(taken.local.address, taken.local.port)} ← ${at(address, port)} (established) is its only socket on the port`,
        source: 'sock_diag or /proc/net/tcp',
      },
    ],
    [
      {
        title: 'Let it take more than one connection',
        text:
          way ??
          'Its server closes the listening socket once somebody has connected: keep that open, and accept again.',
        needsRoot: false,
      },
    ],
  );
  return { ...found, headline: 'the server takes one connection, and has it' };
}
