/** The kernel's limits and counters that decide whether a port can be had and a connection be accepted. */
export interface Limits {
  /** net.ipv4.ip_unprivileged_port_start */
  readonly unprivilegedPortStart: number;
  /** net.ipv4.ip_local_port_range */
  readonly ephemeral: { readonly first: number; readonly last: number };
  /** net.ipv4.ip_local_reserved_ports as it stands there: "8080,9000-9100"; missing where there are none. */
  readonly reservedPorts?: string;
  readonly ipForward: boolean;
  readonly ipv6Forward: boolean;
  /**
   * br_netfilter has the rules of IP see what a bridge hands from port to port (net.bridge.bridge-nf-call-iptables and
   * -ip6tables), by family; missing in records of before.
   */
  readonly bridgeFilter?: { readonly 4: boolean; readonly 6: boolean };
  /** IPv6 is switched off (disable_ipv6 of `all`, or no /proc/net/if_inet6). */
  readonly ipv6Disabled: boolean;
  /**
   * nf_conntrack_count and nf_conntrack_max, or null without connection tracking; `fixed` where only the host can change
   * the limit, as in containers.
   */
  readonly conntrack: { readonly used: number; readonly limit: number; readonly fixed?: true } | null;
  /** Counters of this network namespace before and after the probes (/proc/net/netstat, /proc/net/snmp). */
  readonly counters: {
    readonly before: Readonly<Record<CounterName, number>>;
    readonly after: Readonly<Record<CounterName, number>>;
  };
}

/** The counters of the kernel that are looked at, of /proc/net/netstat and /proc/net/snmp but for the last. */
export type CounterName =
  | 'ListenOverflows'
  | 'ListenDrops'
  | 'IPReversePathFilter'
  | 'OutNoRoutes'
  | 'TCPReqQFullDrop'
  | 'TCPRetransFail'
  | 'InReceives'
  | 'InDelivers'
  | 'InDiscards'
  | 'InHdrErrors'
  | 'InAddrErrors'
  | 'ForwDatagrams'
  | 'ReasmReqds'
  | 'OutRsts'
  /** What was sent: packets of IPv4, and of TCP by either family, of UDP by IPv4, and of ICMP. */
  | 'OutRequests'
  | 'OutSegs'
  | 'OutDatagrams'
  | 'OutMsgs'
  /** Datagrams of UDP, by IPv4, that came in and for which there was no socket. */
  | 'NoPorts'
  /** The same as InReceives and InDelivers for IPv6, and those of them to multicast groups, of /proc/net/snmp6. */
  | 'Ip6InReceives'
  | 'Ip6InDelivers'
  | 'Ip6InMcastPkts'
  /** Packets that came in from this machine's own addresses, of /proc/net/stat/rt_cache: of all network namespaces. */
  | 'in_martian_src';
