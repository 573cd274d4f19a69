import { NETLINK, type Netlink } from './netlink.js';

/** NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE (linux/netfilter/nf_tables.h). */
const GET_TABLES = (10 << 8) | 1;

/**
 * Whether the kernel has any nftables table in this network namespace, whatever its family; undefined where it would
 * not say (needs CAP_NET_ADMIN, or there is no netlink). iptables' legacy tables do not count.
 */
export function nftTablesExist(netlink: Netlink | undefined): boolean | undefined {
  if (!netlink) return undefined;
  try {
    return netlink.dump(NETLINK.netfilter, GET_TABLES, Buffer.alloc(4), 1).length > 0;
  } catch (error) {
    // EINVAL: nfnetlink knows no such subsystem, because nf_tables was never loaded.
    return (error as NodeJS.ErrnoException).code === 'EINVAL' ? false : undefined;
  }
}
