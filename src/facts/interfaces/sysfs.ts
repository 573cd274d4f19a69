import { isLoopback } from '../../net/prefix.js';
import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';
import { isForeign, procLinks } from './proc-links.js';
import { parseInet6, parseLocalTrie, type RowAddress } from './proc-net.js';
import type { Interface, InterfaceAddress } from './types.js';
import { unseenAddress } from './unseen.js';
import { linkFlags, linkType, RUNNING, UP } from './words.js';

/** What the files do not tell. */
export const SYS_LACKS =
  'the lifetimes of addresses, IPv4 addresses of interfaces that are down, and attached XDP programs cannot be seen without netlink';

const LOWER_UP = 0x10000;
const DORMANT = 0x20000;
/** IFF_PROMISC and IFF_ALLMULTI, which the file shows when the kernel itself set them, as in a bridge. */
const INTERNAL = 0x300;

/** The content of a small file without its line end; undefined where it cannot be read (carrier of one that is down). */
function attempt(call: () => string): string | undefined {
  try {
    return call().trim();
  } catch {
    return undefined;
  }
}

/** The file has the flags that were set; whether it runs follows from its state and carrier. */
function flagsOf(flags: number, state: string, carrier: boolean): string[] {
  const runs = flags & UP && (state === 'up' || state === 'unknown');
  return linkFlags(
    (flags & ~INTERNAL) |
      (runs ? RUNNING : 0) |
      (flags & UP && carrier ? LOWER_UP : 0) |
      (state === 'dormant' ? DORMANT : 0),
  );
}

function readLink(system: System, name: string): Omit<Interface, 'addresses'> | undefined {
  const file = (attribute: string) => attempt(() => system.read(`/sys/class/net/${name}/${attribute}`, 4096));
  const number = (attribute: string) => Number(file(attribute) ?? Number.NaN);
  const index = number('ifindex');
  if (!Number.isInteger(index)) return undefined;
  const state = file('operstate') ?? 'unknown';
  const link = number('iflink');
  return {
    index,
    name,
    flags: flagsOf(number('flags'), state, file('carrier') === '1'),
    mtu: number('mtu') || 0,
    state,
    type: linkType(number('type')),
    kind: kindOf(file),
    hardwareAddress: file('address') || null,
    broadcastAddress: file('broadcast') || null,
    master: attempt(() => system.link(`/sys/class/net/${name}/master`))?.replace(/^.*\//, '') ?? null,
    qdisc: null,
    group: number('netdev_group') === 0 ? 'default' : (file('netdev_group') ?? null),
    queueLength: Number.isInteger(number('tx_queue_len')) ? number('tx_queue_len') : null,
    linkIndex: Number.isInteger(link) && link !== index ? link : null,
    xdp: false,
  };
}

function kindOf(file: (attribute: string) => string | undefined): string | null {
  if (file('tun_flags') !== undefined) return 'tun';
  const type = /^DEVTYPE=(.+)$/m.exec(file('uevent') ?? '')?.[1];
  return type === undefined || type === 'wlan' ? null : type;
}

const prefixOf = (cidr: string | null): number => Number(cidr?.split('/')[1] ?? 32);

/** What the C library lists of interfaces that run: the only source of IPv4 addresses by interface without netlink. */
function runningAddresses(system: System): RowAddress[] {
  const listed = system.networkInterfaces?.() ?? {};
  return Object.entries(listed).flatMap(([label, infos = []]) =>
    infos
      .filter(info => info.family === 'IPv4')
      .map(info => ({
        name: label.split(':')[0]!,
        address: {
          ...plain(info.address, prefixOf(info.cidr)),
          label: label.includes(':') ? label : null,
        },
      })),
  );
}

const plain = (address: string, prefix: number): InterfaceAddress => ({
  family: 4,
  address,
  prefix,
  scope: isLoopback(address) ? 'host' : 'global',
  ...unseenAddress,
});

/**
 * Interfaces that are up without a carrier are not listed as running; their addresses are in the routing tables. Throws
 * where nothing was listed and the tables cannot be read: an interface must not seem to have no address then.
 */
function restingAddresses(system: System, listed: readonly RowAddress[]): RowAddress[] {
  const seen = new Set(listed.map(({ address }) => address.address));
  const path = '/proc/net/fib_trie';
  const trie = listed.length > 0 ? textOf(system, path) : system.read(path);
  const routes = textOf(system, '/proc/net/route');
  return parseLocalTrie(trie, routes).flatMap(({ name, address, prefix }) =>
    seen.has(address) ? [] : [{ name, address: plain(address, prefix) }],
  );
}

/** Their names in /sys; none where there is no /sys, and /proc has to do. */
function listed(system: System): readonly string[] {
  try {
    return system.list('/sys/class/net');
  } catch (error) {
    if (textOf(system, '/proc/net/dev') === '') throw error;
    return [];
  }
}

/** The interfaces as files tell of them; throws where they do not. */
export function readSysInterfaces(system: System): Interface[] {
  const running = runningAddresses(system);
  const addresses = [
    ...running,
    ...restingAddresses(system, running),
    ...parseInet6(textOf(system, '/proc/net/if_inet6')),
  ];
  const links = listed(system).flatMap(name => readLink(system, name) ?? []);
  const resting = addresses.filter(({ address }) => address.family === 4).map(({ name }) => name);
  return (isForeign(system, links) ? procLinks(system, resting) : links)
    .sort((one, two) => one.index - two.index)
    .map(link => ({
      ...link,
      addresses: addresses.filter(({ name }) => name === link.name).map(({ address }) => address),
    }));
}
