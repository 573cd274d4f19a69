import { decodeAttributes, textIn } from '../../system/netlink/attributes.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';

const RTM_GETLINK = 18;
const IFLA_IFNAME = 3;
/** Length of struct ifinfomsg. */
const HEADER = 16;

/** The names of this namespace's interfaces by index; throws what Netlink throws. */
export function readInterfaceNames(netlink: Netlink): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const bytes of netlink.dump(NETLINK.route, RTM_GETLINK, Buffer.alloc(HEADER))) {
    if (bytes.length < HEADER) continue;
    const name = textIn(decodeAttributes(bytes, HEADER), IFLA_IFNAME);
    if (name !== undefined) names.set(bytes.readInt32LE(4), name);
  }
  return names;
}
