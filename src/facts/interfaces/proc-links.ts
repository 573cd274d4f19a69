import type { System } from '../../system/system.js';
import { parseInet6 } from './proc-net.js';
import type { Interface } from './types.js';
import { unseenLink } from './unseen.js';
import { linkFlags, RUNNING, UP } from './words.js';

type Link = Omit<Interface, 'addresses'>;

const LOOPBACK = 0x8;
const BROADCAST = 0x2;
const MULTICAST = 0x1000;
const LOWER_UP = 0x10000;

function text(system: System, path: string): string {
  try {
    return system.read(path);
  } catch {
    return '';
  }
}

/** The names in /proc/net/dev, which is always that of the reader's own network namespace. */
const namesIn = (dev: string): string[] => [...dev.matchAll(/^[ \t]*([^\s:|]+):/gm)].map(([, name]) => name!);

/** The interfaces that are up with their index, as /proc/net/igmp has them: each that is up is in 224.0.0.1. */
const upIn = (igmp: string): ReadonlyMap<string, number> =>
  new Map([...igmp.matchAll(/^(\d+)\t(\S+)/gm)].map(([, index, name]) => [name!, Number(index)]));

const hardwareOf = (system: System, name: string): string | null =>
  system.networkInterfaces?.()?.[name]?.[0]?.mac ?? null;

/**
 * True where /sys shows the interfaces of another network namespace, the one that it was mounted in (`nsenter -n`,
 * `unshare -n`): not the names that /proc has, or a card of the same name with another address.
 */
export function isForeign(system: System, links: readonly Link[]): boolean {
  const own = namesIn(text(system, '/proc/net/dev'));
  if (own.length === 0) return false;
  const other = links.some(({ name, hardwareAddress }) => {
    const mac = hardwareOf(system, name);
    return mac !== null && hardwareAddress !== null && mac !== hardwareAddress;
  });
  return (
    other ||
    own.toSorted().join() !==
      links
        .map(({ name }) => name)
        .toSorted()
        .join()
  );
}

/**
 * The interfaces as /proc/net tells of them; `addressed` are the names that have an IPv4 address. Who has one, is up
 * and yet is not listed among those that run has no carrier; of one without an address nothing says that it has none.
 */
export function procLinks(system: System, addressed: readonly string[]): Link[] {
  const up = upIn(text(system, '/proc/net/igmp'));
  const six = parseInet6(text(system, '/proc/net/if_inet6')).map(({ name }) => name);
  const running = system.networkInterfaces?.();
  const runs = (name: string) =>
    !running || name in running || name === 'lo' || (!addressed.includes(name) && !six.includes(name));
  return namesIn(text(system, '/proc/net/dev')).map(name =>
    linkOf(name, up.get(name), runs(name), hardwareOf(system, name)),
  );
}

function linkOf(name: string, index: number | undefined, runs: boolean, mac: string | null): Link {
  const loopback = name === 'lo';
  const state = index === undefined ? 0 : runs ? UP | RUNNING | LOWER_UP : UP;
  return {
    ...unseenLink,
    hardwareAddress: mac,
    index: index ?? 0,
    name,
    flags: linkFlags(state | (loopback ? LOOPBACK : BROADCAST | MULTICAST)),
    mtu: 0,
    state: loopback ? 'unknown' : state & RUNNING ? 'up' : 'down',
    type: loopback ? 'loopback' : 'ether',
  };
}
