import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { absent } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at, named } from '../serving.js';

/** How the programs that take a single connection, or datagrams of a single client, are told to take more. */
const ways: readonly (readonly [RegExp, Readonly<Record<Socket['protocol'], string>>])[] = [
  [
    /^socat/,
    {
      tcp: 'Add ,fork to its first address: TCP-LISTEN:PORT,reuseaddr,fork',
      udp: 'Add ,fork to its first address: UDP-LISTEN:PORT,fork',
    },
  ],
  [
    /^(nc|ncat|netcat)(\.|$)/,
    {
      tcp: 'Add -k: nc -l -k PORT',
      udp: 'Add -k: nc -u -l -k PORT (Ncat takes it for UDP beside --exec or --sh-exec alone)',
    },
  ],
];

/** The connection by which a process serves, of those on a port where nobody listens any more. */
export const takenBy = (
  { pid }: Process,
  idle: readonly Socket[],
  { pidsByInode }: Owners,
): Socket | undefined =>
  idle.find(({ state, inode }) => state === 'established' && pidsByInode[inode]?.includes(pid));

/**
 * A program that has a client by the port and closed its listener: socat without fork and nc without -k at the first one, a
 * server of another kind when it shuts down (server.close() of Node, Shutdown() of Go). Whoever comes while that lasts is
 * refused. Undefined where the process has no such connection.
 */
export function servesOnce(
  process: Process,
  idle: readonly Socket[] = [],
  owners: Owners,
  processes: readonly Process[],
): Finding | undefined {
  const taken = takenBy(process, idle, owners);
  if (!taken) return undefined;
  const { remote, protocol, local } = taken;
  const who = named(process, processes);
  const client = at(remote.address, remote.port);
  const way = ways
    .find(([name]) => name.test(process.name))?.[1]
    [protocol].replace('PORT', String(local.port));
  const byDatagrams = protocol === 'udp';
  const one = byDatagrams ? 'one client' : 'one connection';
  const found = absent(
    way
      ? byDatagrams
        ? `${who} serves one client, ${client}, and hears no other while it runs.`
        : `${who} has taken one connection, from ${client}, and listens no more while that lasts.`
      : `${who} listens no more, and still has a connection, from ${client}: it is shutting down and waits for its clients to go, or it takes one connection only.`,
    way ? `takes ${one} only` : 'listens no more',
    [
      {
        fact: 'sockets',
        says: `${at(local.address, local.port)} ← ${client} (established), and it has no listening socket on the port`,
        source: `sock_diag or /proc/net/${protocol}`,
      },
    ],
    [
      way
        ? { title: `Let it take more than ${one}`, text: way, needsRoot: false }
        : {
            title: 'If it is shutting down, end it and start it again',
            text: `  kill -KILL ${process.pid}\nThat cuts off who is connected. If it takes one connection by design, keep its listening socket open, and accept again.`,
            needsRoot: false,
          },
    ],
  );
  return {
    ...found,
    headline: way
      ? `the server takes ${one}, and has it`
      : 'the server listens no more, and has a client yet',
  };
}
