import { decodeAttributes, textIn } from './attributes.js';
import { NETLINK, type Netlink } from './netlink.js';

/** NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE (linux/netfilter/nf_tables.h). */
const GET_TABLES = (10 << 8) | 1;
const NFTA_TABLE_NAME = 1;
/** NFPROTO_IPV4 and NFPROTO_IPV6; iptables keeps no others. */
const FAMILIES: Readonly<Record<number, string>> = { 2: 'ip', 10: 'ip6' };

/**
 * The nftables tables that the kernel has in this network namespace, `ip filter`, of other families by their number;
 * undefined where it would not say (needs CAP_NET_ADMIN, or there is no netlink). iptables' legacy tables do not count.
 */
export function nftTables(netlink: Netlink | undefined): readonly string[] | undefined {
  if (!netlink) return undefined;
  try {
    return netlink.dump(NETLINK.netfilter, GET_TABLES, Buffer.alloc(4)).map(bytes => {
      const family = bytes[0] ?? 0;
      return `${FAMILIES[family] ?? family} ${textIn(decodeAttributes(bytes, 4), NFTA_TABLE_NAME)}`;
    });
  } catch (error) {
    // EINVAL: nfnetlink knows no such subsystem, because nf_tables was never loaded.
    return (error as NodeJS.ErrnoException).code === 'EINVAL' ? [] : undefined;
  }
}
