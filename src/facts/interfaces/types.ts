/** How far an address is good for, in the words of ip-address(8). */
export type AddressScope = 'global' | 'site' | 'link' | 'host' | 'nowhere';

/** One address of an interface. */
export interface InterfaceAddress {
  readonly family: 4 | 6;
  readonly address: string;
  readonly prefix: number;
  readonly scope: AddressScope;
  /** Lower-case names as `ip addr` prints them: tentative, dadfailed, deprecated, temporary, dynamic, nodad … */
  readonly flags: readonly string[];
  /** The other end of a point-to-point address, or null. */
  readonly peer: string | null;
  readonly broadcast: string | null;
  /** The metric of the route that it brings (IFA_RT_PRIORITY), where it was given one. */
  readonly metric?: number;
  /** The label of an IPv4 alias (eth0:1), or null where it is the interface's name. */
  readonly label: string | null;
  /** Other machines that said that this address is theirs: their hardware addresses, and the interface on whose network. Missing where none did, or nobody was asked. */
  readonly claimed?: readonly { readonly by: string; readonly on: string }[];
  /** Seconds left; null is for ever. */
  readonly validSeconds: number | null;
  readonly preferredSeconds: number | null;
}

/** A filter of traffic control that may stop packets. */
export interface TrafficFilter {
  readonly direction: 'ingress' | 'egress';
  /** In words: `bpf guard`, `u32, redirect to ifb0`, `flower, drop`. */
  readonly says: string;
}

/** What tc(8) set up on an interface, as far as it may stop packets; no rule of a firewall shows it. */
export interface TrafficControl {
  readonly filters: readonly TrafficFilter[];
  /** The queue that all outgoing packets pass, where it loses some. */
  readonly queue?: {
    readonly kind: string;
    /** The share that netem loses on purpose, from 0 to 1. */
    readonly loss: number;
    /** Packets since it was made. */
    readonly sent: number;
    readonly dropped: number;
  };
}

/** The UDP packets that carry an overlay. */
export interface Overlay {
  /** The port at which they come in, at every machine of it. */
  readonly port: number;
  /** The other machine, by IPv4, where there is one alone; null where a table of its own knows them. */
  readonly peer: string | null;
}

/** A network interface, in the order of `ip addr` (by index). */
export interface Interface {
  readonly index: number;
  readonly name: string;
  /** Its other names, which may be longer; missing where it has none, or where they were not read. */
  readonly alternativeNames?: readonly string[];
  /** As `ip link` prints them: UP, LOWER_UP, BROADCAST, MULTICAST, NO-CARRIER, LOOPBACK, POINTOPOINT … */
  readonly flags: readonly string[];
  readonly mtu: number;
  /** Operational state: up, down, unknown, dormant, lowerlayerdown … (RFC 2863, IFLA_OPERSTATE). */
  readonly state: string;
  /** The link type: ether, loopback, none, ipip … */
  readonly type: string;
  /** The driver's kind (IFLA_INFO_KIND): bridge, veth, tun, wireguard, dummy, bond, vlan …; null for hardware. */
  readonly kind: string | null;
  readonly hardwareAddress: string | null;
  readonly broadcastAddress: string | null;
  /** The bridge or bond that this interface belongs to, or null. */
  readonly master: string | null;
  /** As a port of a bridge it hands nothing to other isolated ports; missing where it does, or where it was not read. */
  readonly isolated?: true;
  /** A port of a bridge that may send back what it came by; missing where that was not read. */
  readonly hairpin?: boolean;
  readonly qdisc: string | null;
  readonly group: string | null;
  readonly queueLength: number | null;
  /** The index of what it is stacked on, or of the other end of its cable; 0 for none that is left. */
  readonly linkIndex: number | null;
  /** The index of the device that a VXLAN sends its packets by; missing where it has none of its own. */
  readonly carriedBy?: number;
  /** How a VXLAN is carried; missing for others, and where it was not read. */
  readonly overlay?: Overlay;
  /** The number that this namespace gives to the one that `linkIndex` is in, where that is another. */
  readonly linkNamespace?: number;
  /** A tunnel by which no packet has ever come in; missing where one has, or where it was not read. */
  readonly unheard?: boolean;
  /** An XDP program is attached (it sees packets before any rule does). */
  readonly xdp: boolean;
  /** Missing where nothing of it may stop packets, or where it was not read. */
  readonly traffic?: TrafficControl;
  readonly addresses: readonly InterfaceAddress[];
}
