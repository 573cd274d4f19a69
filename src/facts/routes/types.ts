/** What policy rules may ask of a packet beside its addresses. */
export interface Flow {
  readonly protocol: 'tcp' | 'udp';
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** The user whose socket sends it; missing where that is not known. */
  readonly uid?: number;
}

/** What the kernel answers to "how would this packet be routed?" (RTM_GETROUTE). */
export interface RouteLookup {
  readonly to: string;
  /** Source address asked with, or null. */
  readonly from: string | null;
  /** Input interface asked with (a packet that arrives there), or null for one that this machine sends. */
  readonly input: string | null;
  readonly mark: number;
  /** Asked with where the sender's socket is tied to a device (SO_BINDTODEVICE). */
  readonly output?: string;
  /** Asked with where a policy rule wants to know it. */
  readonly flow?: Flow;
  /** unicast, local, broadcast, unreachable, blackhole, prohibit …; null where the lookup failed. */
  readonly type: string | null;
  /** ENETUNREACH, EHOSTUNREACH, EINVAL, EACCES, EXDEV …, or null. */
  readonly error: string | null;
  readonly gateway: string | null;
  readonly device: string | null;
  readonly source: string | null;
  readonly table: number | null;
}

/** One policy rule (ip-rule(8)). */
export interface RoutingRule {
  readonly family: 4 | 6;
  readonly priority: number;
  /** As `ip rule` prints it after the priority: "from 10.0.0.0/8 lookup 52". */
  readonly text: string;
  readonly table: number | null;
}

/** One route of one table (ip-route(8)). */
export interface Route {
  readonly family: 4 | 6;
  readonly type: string;
  /** 'default' or a prefix in CIDR form. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly device: string | null;
  readonly source: string | null;
  readonly metric: number | null;
  readonly table: number;
  /** One of several ways of one route, between which the kernel shares the connections; missing for the only one. */
  readonly shared?: true;
}

/** One entry of the neighbour table (ip-neighbour(8)). */
export interface Neighbour {
  readonly address: string;
  readonly device: string;
  readonly hardwareAddress: string | null;
  /** reachable, stale, delay, probe, failed, incomplete, permanent, noarp. */
  readonly state: string;
}

/** Routing as far as the questions need it. */
export interface Routing {
  readonly lookups: readonly RouteLookup[];
  readonly rules: readonly RoutingRule[];
  /** Routes of the tables that rules name, without the local table; at most 1,000. */
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** net.ipv4.conf.NAME.rp_filter, with `all` and `default`. */
  readonly reversePathFilter: Readonly<Record<string, number>>;
  /** net.ipv4.conf.NAME.arp_ignore of `all` and of the interfaces that clients come in by; missing where it was not read. */
  readonly arpIgnore?: Readonly<Record<string, number>>;
  /** net.ipv4.conf.NAME.src_valid_mark of the same, where a policy rule asks for a mark; missing where it was not read. */
  readonly sourceValidMark?: Readonly<Record<string, number>>;
  /** net.ipv4.conf.NAME.route_localnet of the same: 1 where packets from outside may be sent on to a loopback address. */
  readonly routeLocalnet?: Readonly<Record<string, number>>;
}
