/** A value of the JSON that `nft -j` prints (libnftables-json(5)). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One statement of a rule in the words of libnftables-json(5); rules of iptables are put into the same words. */
export type Statement = { readonly [key: string]: Json };

/** The families of tables, in the words of nft(8). */
export type TableFamily = 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge' | 'arp';

/** Which tool owns a table: nft itself, iptables by its nft back end, or iptables-legacy. */
export type Engine = 'nft' | 'iptables' | 'iptables-legacy';

/** One rule, taken apart and as its tool writes it. */
export interface Rule {
  /** nft's handle; null for legacy iptables. */
  readonly handle: number | null;
  /** Its number in the chain, from 1, as `iptables -L --line-numbers` counts. */
  readonly position: number;
  /** As its tool prints it: `tcp dport 8000 drop`, `-A INPUT -p tcp --dport 8000 -j DROP`. */
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** Where the kernel calls a base chain. */
export interface Hook {
  readonly type: string;
  readonly name: string;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
  /** The devices of an ingress or egress chain; empty for the other hooks. */
  readonly devices: readonly string[];
}

/** One chain: a base chain with its hook, or one that is only jumped to. */
export interface Chain {
  readonly name: string;
  /** Null for a chain that is only jumped to. */
  readonly hook: Hook | null;
  readonly rules: readonly Rule[];
}

/** A named set or map of nft, or an ipset. */
export interface NamedSet {
  readonly name: string;
  /** Data types of the parts of its key: ['ipv4_addr', 'inet_service']. */
  readonly types: readonly string[];
  /** Elements as nft prints them; of a map, pairs of key and value. */
  readonly elements: readonly Json[];
  readonly map: boolean;
  /** Of an ipset: elements marked `nomatch`, which are holes in its networks. */
  readonly holes?: readonly Json[];
  /** Of an ipset of type list:set: the names of the sets that it holds. */
  readonly members?: readonly string[];
}

/** One table of one engine and family, with its chains, sets and objects. */
export interface Table {
  readonly engine: Engine;
  readonly family: TableFamily;
  readonly name: string;
  readonly chains: readonly Chain[];
  readonly sets: readonly NamedSet[];
}

/** The programs that write rules for people; a rule of theirs is changed through them. */
export interface RuleOwners {
  /** ufw is switched on (`ENABLED=yes` in ufw.conf). */
  readonly ufw: boolean;
  /** ufw's own list of what its user asked for, as user.rules keeps it: `deny tcp 8000 0.0.0.0/0 any 0.0.0.0/0 in`. */
  readonly ufwRules?: readonly string[];
  /** ufw has IPv6's rules too (`IPV6=` in /etc/default/ufw); false: it drops all of it. Missing where that was not read. */
  readonly ufwKeepsIPv6?: boolean;
  /** firewalld runs (`firewall-cmd --state`). */
  readonly firewalld: boolean;
  /** fail2ban's socket is there. */
  readonly fail2ban: boolean;
}

/** The packets that an IPsec policy is about. */
export interface PolicySelector {
  readonly family: 4 | 6;
  /** CIDR form. */
  readonly source: string;
  readonly destination: string;
  /** Null for any. */
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  /** IP protocol number; 0 for any. */
  readonly protocol: number;
}

/** A policy of `ip xfrm policy`: these packets are let through as they are, dropped, or must be encrypted. */
export interface IpsecPolicy {
  readonly direction: 'in' | 'out' | 'forward';
  readonly selector: PolicySelector;
  /** The smallest decides. */
  readonly priority: number;
  readonly does: 'allow' | 'block' | 'transform';
  /** It asks for a mark or an interface besides. */
  readonly narrowed: boolean;
}

/** A connection in the kernel's table of those that it tracks, as its client made it. */
export interface TrackedConnection {
  readonly source: string;
  readonly destination: string;
}

/** Every packet filter of this network namespace that can be listed, in the order in which it was made. */
export interface FirewallRules {
  readonly tables: readonly Table[];
  readonly ipsets: readonly NamedSet[];
  readonly owners: RuleOwners;
  /** Interfaces whose route_localnet lets packets in for 127.0.0.0/8. */
  readonly routeLocalnet: readonly string[];
  /** Of each interface, whether IPv4 packets that come in by it are forwarded; read only where an address is rewritten. */
  readonly forwarding?: Readonly<Record<string, boolean>>;
  /** A TCP server's packets have the mark of the connection's first one, where its socket has none (tcp_fwmark_accept). */
  readonly keepsMark?: true;
  /** TCP connections to the port, open and tracked; read only where a rule counts connections. */
  readonly tracked?: readonly TrackedConnection[];
  /** IPsec's policies, the first that decides first; missing where there are none, or where they were not read. */
  readonly policies?: readonly IpsecPolicy[];
  /** What nftables' generation was before they were read; missing where it has no tables, or where it was not read. */
  readonly generation?: number;
  /** When they were read, milliseconds since the epoch, and this machine's time zone then, minutes east of UTC. */
  readonly clock?: { readonly at: number; readonly east: number };
  /** Whose this process's own connections are, as rules ask for it; missing where that was not read. */
  readonly asker?: Asker;
  /** Who typed sudo, where this process is root's for somebody else (SUDO_UID, sudo(8)). */
  readonly typist?: Asker & { readonly name: string | null };
}

/** The user and group of a process that connects (fsuid and fsgid, credentials(7)). */
export interface Asker {
  readonly uid: number;
  readonly gid: number;
}
