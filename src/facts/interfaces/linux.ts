import { encodeNumber } from '../../system/netlink/attributes.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';
import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknownFrom } from '../fact.js';
import { decodeLink, decodeLinkAddress, type Link } from './decode.js';
import { withPrograms } from './programs.js';
import { readSysInterfaces, SYS_LACKS } from './sysfs.js';
import { type LinkNames, readTraffic } from './traffic.js';
import type { Interface } from './types.js';

const RTM_GETLINK = 18;
const RTM_GETADDR = 22;
const IFLA_EXT_MASK = 29;
/** Without counters, which nobody asks for. */
const RTEXT_FILTER_SKIP_STATS = 8;

/** What it is stacked on, in this namespace, is switched off. */
function isBelowDown(
  { linkIndex, linkNamespace }: Omit<Link, 'masterIndex'>,
  byIndex: ReadonlyMap<number, Link>,
): boolean {
  const below = linkNamespace === undefined ? byIndex.get(linkIndex ?? 0) : undefined;
  return below !== undefined && !below.flags.includes('UP');
}

/** A kernel without traffic control has nothing to say of it. */
function trafficOf(netlink: Netlink, links: LinkNames): ReturnType<typeof readTraffic> {
  try {
    return readTraffic(netlink, links);
  } catch {
    return new Map();
  }
}

function fromKernel(netlink: Netlink, system: System): Interface[] {
  const request = Buffer.concat([Buffer.alloc(16), encodeNumber(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)]);
  const links = netlink.dump(NETLINK.route, RTM_GETLINK, request).flatMap(bytes => decodeLink(bytes) ?? []);
  const addresses = netlink
    .dump(NETLINK.route, RTM_GETADDR, Buffer.alloc(8))
    .flatMap(bytes => decodeLinkAddress(bytes) ?? []);
  const byIndex = new Map(links.map(link => [link.index, link]));
  const traffic = withPrograms(system, links, trafficOf(netlink, byIndex));
  return links
    .sort((one, two) => one.index - two.index)
    .map(({ masterIndex, ...link }) => ({
      ...link,
      flags: isBelowDown(link, byIndex) ? [...link.flags, 'M-DOWN'] : link.flags,
      master: byIndex.get(masterIndex ?? 0)?.name ?? null,
      ...(traffic.has(link.index) && { traffic: traffic.get(link.index)! }),
      addresses: addresses
        .filter(({ index }) => index === link.index)
        .map(({ address }) => ({ ...address, label: address.label === link.name ? null : address.label })),
    }));
}

/**
 * All interfaces, up or not, by index, with their addresses as `ip addr` orders them: from RTM_GETLINK and
 * RTM_GETADDR or, marked partial, from /sys/class/net and /proc/net.
 */
export function readLinuxInterfaces(system: System): Fact<readonly Interface[]> {
  const netlink = system.netlink?.();
  if (netlink) {
    try {
      return known(fromKernel(netlink, system), 'rtnetlink');
    } catch {
      // A sandbox that forbids netlink may still show the files.
    }
  }
  try {
    return partial(readSysInterfaces(system), '/sys/class/net', SYS_LACKS);
  } catch (error) {
    return unknownFrom(error, '/sys/class/net');
  }
}
