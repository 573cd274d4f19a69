import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { type Fact, known } from '../fact.js';
import { textOf } from '../text-of.js';
import { socketsHeldBy } from './held.js';
import { parseProcNet } from './proc-net.js';
import type { Outgoing, Socket } from './types.js';

/** Rows of a namespace's table that are read, in bytes: a machine with more connections is no place to guess at. */
const MOST = 1024 * 1024;
/** The port of name servers (RFC 1035). */
const DNS = 53;

/**
 * The connections that these processes make, or have made, to others: by their own namespace's table (proc(5)). A
 * question to a name server is one: the C library keeps its socket only until the answer is there.
 */
export function readOutgoing(system: System, pids: readonly number[]): Fact<readonly Outgoing[]> {
  const tables = new Map<string, readonly Socket[]>();
  const found = pids.slice(0, 16).flatMap(pid => {
    const inodes = socketsHeldBy(system, pid);
    if (inodes.size === 0) return [];
    const space = attempt(() => system.link(`/proc/${pid}/ns/net`)) ?? String(pid);
    const table = tables.get(space) ?? tableOf(system, pid);
    tables.set(space, table);
    const served = new Set(table.filter(each => each.state === 'listen').map(each => each.local.port));
    return table
      .filter(each => each.state === 'syn-sent' || each.state === 'established')
      .filter(each => inodes.has(each.inode) && !served.has(each.local.port))
      .map(({ protocol, state, local, remote, inode, unheard }) => ({
        pid,
        remote,
        made: protocol === 'tcp' && state === 'established',
        ...(unheard && { unheard }),
        localPort: local.port,
        inode,
      }));
  });
  return known(found, '/proc/PID/net/tcp, /proc/PID/fd');
}

const tableOf = (system: System, pid: number): readonly Socket[] =>
  (['tcp', 'udp'] as const).flatMap(protocol =>
    ([4, 6] as const).flatMap(family => {
      const name = `${protocol}${family === 6 ? '6' : ''}`;
      const table = parseProcNet(textOf(system, `/proc/${pid}/net/${name}`, MOST), protocol, family);
      return protocol === 'tcp' ? table : table.filter(({ remote }) => remote.port === DNS);
    }),
  );
