import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { type Fact, known, partial } from '../fact.js';
import type { CounterName, Limits } from './types.js';

/** Counters by name, as read at one moment. */
export type Counters = Limits['counters']['before'];

const counterNames: readonly CounterName[] = [
  'ListenOverflows',
  'ListenDrops',
  'IPReversePathFilter',
  'OutNoRoutes',
  'TCPReqQFullDrop',
  'TCPRetransFail',
  'InReceives',
  'InDelivers',
  'InDiscards',
  'InHdrErrors',
  'InAddrErrors',
  'ForwDatagrams',
  'ReasmReqds',
  'OutRsts',
  'OutRequests',
  'OutSegs',
  'OutDatagrams',
  'OutMsgs',
  'NoPorts',
  'Ip6InReceives',
  'Ip6InDelivers',
  'Ip6InMcastPkts',
  'in_martian_src',
];

/** Those of the counters that the paired lines ("Ip: names", "Ip: numbers") of /proc/net/netstat and /proc/net/snmp hold. */
export function parseCounters(text: string): Partial<Record<CounterName, number>> {
  const counters: Partial<Record<CounterName, number>> = {};
  const lines = text.split('\n');
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const wanted = counterNames.filter(name => lines[index]!.includes(name));
    // UDP-Lite, which nobody uses, counts the same under the same names.
    if (wanted.length === 0 || lines[index]!.startsWith('UdpLite:')) continue;
    const names = lines[index]!.split(' ');
    const numbers = lines[index + 1]!.split(' ');
    for (const name of wanted) {
      const column = names.indexOf(name);
      if (column > 0) counters[name] = Number(numbers[column]);
    }
  }
  return counters;
}

/** Those of the counters that /proc/net/snmp6 holds: a name and its number on each line. */
export function parseCounters6(text: string): Partial<Record<CounterName, number>> {
  const counters: Partial<Record<CounterName, number>> = {};
  for (const line of text.split('\n', 22)) {
    const name = counterNames.find(each => line.startsWith(`${each} `) || line.startsWith(`${each}\t`));
    if (name) counters[name] = Number(line.slice(name.length));
  }
  return counters;
}

/** The sum of in_martian_src over the processors, of /proc/net/stat/rt_cache: a line of names, then one of hexadecimal numbers for each. */
export function parseMartians(text: string): number {
  const [names = '', ...rows] = text.trim().split('\n');
  const column = names.trim().split(/\s+/).indexOf('in_martian_src');
  const numbers = rows.map(row => Number.parseInt(row.trim().split(/\s+/)[column] ?? '', 16));
  return numbers.reduce((sum, each) => sum + (each || 0), 0);
}

/** The counters of this network namespace now; 0 where the kernel does not keep one. */
export function readCounters(system: System): Counters {
  const all: Partial<Record<CounterName, number>> = {};
  const files = [
    ['/proc/net/netstat', parseCounters],
    ['/proc/net/snmp', parseCounters],
    ['/proc/net/snmp6', parseCounters6],
  ] as const;
  for (const [path, parse] of files) {
    try {
      Object.assign(all, parse(system.read(path)));
    } catch {
      // Another platform, or /proc is not mounted.
    }
  }
  try {
    all.in_martian_src = parseMartians(system.read('/proc/net/stat/rt_cache'));
  } catch {
    // A kernel without it.
  }
  return Object.fromEntries(counterNames.map(name => [name, all[name] ?? 0])) as Counters;
}

/** Where the kernel lets nobody write the limit, it is the first network namespace's (nf_conntrack_standalone.c). */
function readConntrack(system: System): Limits['conntrack'] {
  const [used, limit] = ['count', 'max'].map(name =>
    attempt(() => Number(system.read(`/proc/sys/net/netfilter/nf_conntrack_${name}`))),
  );
  if (used === undefined || limit === undefined) return null;
  const mode = attempt(() => system.status('/proc/sys/net/netfilter/nf_conntrack_max').mode);
  return { used, limit, ...(mode !== undefined && (mode & 0o222) === 0 && { fixed: true }) };
}

/** Reads the limits of proc(5) under /proc/sys; a value that cannot be read falls back to the kernel's default and makes the fact partial. */
export function readLimits(system: System, before: Counters): Fact<Limits> {
  const missing: string[] = [];
  const text = (name: string) => attempt(() => system.read(`/proc/sys/${name}`).trim());
  const sysctl = (name: string, fallback: string): string => {
    const value = text(name);
    if (value === undefined) missing.push(name.replaceAll('/', '.'));
    return value ?? fallback;
  };
  const optional = (name: string) => {
    const value = text(name);
    return value === undefined ? undefined : Number(value);
  };
  const reservedPorts = text('net/ipv4/ip_local_reserved_ports');
  const range = sysctl('net/ipv4/ip_local_port_range', '32768 60999').split(/\s+/).map(Number);
  const limits: Limits = {
    unprivilegedPortStart: Number(sysctl('net/ipv4/ip_unprivileged_port_start', '1024')),
    ephemeral: { first: range[0] ?? 32768, last: range[1] ?? 60999 },
    ...(reservedPorts && { reservedPorts }),
    ipForward: sysctl('net/ipv4/ip_forward', '0') === '1',
    ipv6Forward: optional('net/ipv6/conf/all/forwarding') === 1,
    bridgeFilter: {
      4: optional('net/bridge/bridge-nf-call-iptables') === 1,
      6: optional('net/bridge/bridge-nf-call-ip6tables') === 1,
    },
    ipv6Disabled: (optional('net/ipv6/conf/all/disable_ipv6') ?? 1) === 1,
    conntrack: readConntrack(system),
    counters: { before, after: readCounters(system) },
  };
  const source = '/proc/sys/net, /proc/net/netstat';
  return missing.length
    ? partial(limits, source, `${missing.join(', ')} cannot be read`)
    : known(limits, source);
}
