import { decodeAttributes, textIn } from './attributes.js';
import { NETLINK, type Netlink } from './netlink.js';

/** NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE (linux/netfilter/nf_tables.h). */
const GET_TABLES = (10 << 8) | 1;
const NFTA_TABLE_NAME = 1;
/** NFPROTO_IPV4 and NFPROTO_IPV6; iptables keeps no others. */
const FAMILIES: Readonly<Record<number, string>> = { 2: 'ip', 10: 'ip6' };

/** The tables of one moment. */
interface NftTables {
  /** `ip filter`; of other families by their number. */
  readonly names: readonly string[];
  /** Grows with every change of the rules (the lower 16 bits of it); missing where there are no tables. */
  readonly generation?: number;
}

/**
 * The nftables tables that the kernel has in this network namespace; undefined where it would not say (needs
 * CAP_NET_ADMIN, or there is no netlink). iptables' legacy tables do not count.
 */
export function nftTables(netlink: Netlink | undefined): NftTables | undefined {
  if (!netlink) return undefined;
  try {
    const tables = netlink.dump(NETLINK.netfilter, GET_TABLES, Buffer.alloc(4));
    const names = tables.map(bytes => {
      const family = bytes[0] ?? 0;
      return `${FAMILIES[family] ?? family} ${textIn(decodeAttributes(bytes, 4), NFTA_TABLE_NAME)}`;
    });
    // struct nfgenmsg: the family, the version, and the generation in the network's order.
    return { names, ...(tables[0] && { generation: tables[0].readUInt16BE(2) }) };
  } catch (error) {
    // EINVAL: nfnetlink knows no such subsystem, because nf_tables was never loaded.
    return (error as NodeJS.ErrnoException).code === 'EINVAL' ? { names: [] } : undefined;
  }
}
