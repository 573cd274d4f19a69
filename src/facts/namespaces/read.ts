import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { type Fact, known, partial, unknown } from '../fact.js';
import { freezersOf } from '../processes/freezers.js';
import { cgroupOf } from '../processes/read.js';
import { hiddenOthers, hidesOthers } from '../sockets/kin.js';
import { parseProcNet } from '../sockets/proc-net.js';
import type { Socket } from '../sockets/types.js';
import { textOf } from '../text-of.js';
import { unseenBy } from '../unseen.js';
import { parseFibTrie, parseIfInet6 } from './addresses.js';
import { findHolders } from './holders.js';
import { containerIn, type Mounted, netnsName, parseMountinfo, unitIn } from './names.js';
import { inodeOf, namespaceFinder } from './of-process.js';
import { goesByRules, parseRoutes, parseRoutes6 } from './routes.js';
import type { Namespace } from './types.js';

/** Of a namespace's processes, so many are kept by their pid. */
const PIDS_KEPT = 16;
/** Most bytes read of one table of sockets: some 100,000 rows. */
const TABLE_LIMIT = 16 * 1024 * 1024;

/** The processes of every network namespace by its inode, and how many processes hid theirs. */
function group(system: System, own: number): { pids: Map<number, number[]>; hidden: number } {
  const pids = new Map<number, number[]>();
  const namespaceOf = namespaceFinder(system, own);
  let hidden = 0;
  for (const name of system.list('/proc')) {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57) continue;
    const inode = namespaceOf(Number(name));
    if (inode === undefined) continue;
    const held = inode === null ? undefined : pids.get(inode);
    if (inode === null) hidden++;
    else if (held) held.push(Number(name));
    else pids.set(inode, [Number(name)]);
  }
  return { pids, hidden };
}

/** The listeners of a table of TCP come first in it, so the rest need not be parsed. */
function listenersIn(text: string, protocol: 'tcp' | 'udp', family: 4 | 6): Socket[] {
  const end = protocol === 'tcp' ? text.search(/^ *\d+: \S+ \S+ 0[^A]/m) : -1;
  return parseProcNet(end < 0 ? text : text.slice(0, end), protocol, family).filter(
    ({ state }) => state === 'listen' || state === 'unconnected',
  );
}

/** Sockets in use by the text of sockstat (`TCP: inuse 5 orphan 0 …`); undefined where it does not tell. */
function inUse(text: string, name: 'TCP' | 'TCP6'): number | undefined {
  const count = new RegExp(`^${name}: inuse (\\d+)`, 'm').exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** What the tables of a process's network namespace say; undefined where the process is gone or hides them. */
function readTables(
  system: System,
  pid: number,
): Pick<Namespace, 'listeners' | 'addresses' | 'byRules' | 'routes' | 'forwards'> | undefined {
  const table = (name: string) => attempt(() => system.read(`/proc/${pid}/net/${name}`, TABLE_LIMIT));
  const counts = table('sockstat');
  if (counts === undefined) return undefined;
  // The kernel walks its whole hash table for each table of TCP, whatever is in it: 7 ms.
  const tcp = inUse(counts, 'TCP') === 0 ? '' : table('tcp');
  const tcp6 = inUse(table('sockstat6') ?? '', 'TCP6') === 0 ? '' : table('tcp6');
  if (tcp === undefined) return undefined;
  const trie = table('fib_trie') ?? '';
  const byRules = goesByRules(trie);
  const routes = byRules ? undefined : table('route');
  // 1 or 2, as RFC 1213 has ipForwarding (snmp_seq_show_ipstats in net/ipv4/proc.c).
  const forwarding = pid === 1 ? /^Ip: ([12]) /m.exec(table('snmp') ?? '')?.[1] : undefined;
  return {
    ...(byRules && { byRules }),
    ...(routes === undefined
      ? {}
      : { routes: [...parseRoutes(routes), ...parseRoutes6(table('ipv6_route') ?? '')] }),
    ...(forwarding && { forwards: forwarding === '1' }),
    listeners: [
      ...listenersIn(tcp, 'tcp', 4),
      ...listenersIn(tcp6 ?? '', 'tcp', 6),
      ...listenersIn(table('udp') ?? '', 'udp', 4),
      ...listenersIn(table('udp6') ?? '', 'udp', 6),
    ],
    addresses: [...parseFibTrie(trie), ...parseIfInet6(table('if_inet6') ?? '')],
  };
}

function readNamespace(system: System, inode: number, pids: readonly number[], mounts: readonly Mounted[]) {
  const name =
    mounts
      .filter(each => each.inode === inode)
      .map(netnsName)
      .find(each => each !== null) ?? null;
  const sorted = pids.toSorted((one, two) => one - two);
  for (const pid of sorted) {
    const tables = readTables(system, pid);
    if (!tables) continue;
    const cgroup = textOf(system, `/proc/${pid}/cgroup`);
    const container = containerIn(cgroup);
    const freezers = freezersOf(system, cgroupOf(cgroup), cgroup);
    return {
      inode,
      name,
      pids: sorted.slice(0, PIDS_KEPT),
      container,
      unit: container === null ? unitIn(cgroup) : null,
      ...(freezers && { freezers }),
      ...tables,
      holders: findHolders(system, sorted, tables.listeners),
    };
  }
  return { inode, name, pids: [], container: null, unit: null, listeners: [], holders: [], addresses: [] };
}

/**
 * Every other network namespace of this machine, each read once through one of its processes, with its listeners and
 * who holds them. Partial where processes of other users hide theirs; a namespace without a process is named, no more.
 */
export function readNamespaces(system: System): Fact<readonly Namespace[]> {
  if (system.platform !== 'linux')
    return unknown('unsupported', `${system.platform} has no network namespaces`);
  const own = attempt(() => inodeOf(system.link('/proc/self/ns/net')));
  if (own === undefined) return unknown('unsupported', 'this kernel has no network namespaces');
  const grouped = attempt(() => group(system, own));
  if (!grouped) return unknown('failed', 'the list of processes (/proc) cannot be read');
  const { pids, hidden } = grouped;
  const mounts = parseMountinfo(textOf(system, '/proc/self/mountinfo'));
  const inodes = new Set([...pids.keys(), ...mounts.map(({ inode }) => inode)]);
  inodes.delete(own);
  const namespaces = [...inodes].map(inode => readNamespace(system, inode, pids.get(inode) ?? [], mounts));
  const source = '/proc/*/ns/net, /proc/PID/net';
  if (hidden > 0)
    return partial(
      namespaces,
      source,
      `the network namespaces of ${hidden} processes ${unseenBy(system.uid)}`,
    );
  return hidesOthers(system) ? partial(namespaces, source, hiddenOthers) : known(namespaces, source);
}
