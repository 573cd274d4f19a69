import type { FirewallRules } from '../firewall/types.js';
import type { Socket } from '../sockets/types.js';

/** A port of a container, and by which of this machine it is to be had. */
export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp';
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
  /** `-p` named no address, and the engine or the network has this one for that (dockerd --ip, host_binding_ipv4). */
  readonly byDefault?: true;
}

/** A container as its engine tells of it. */
export interface Container {
  readonly engine: 'docker' | 'podman' | 'containerd' | 'lxc' | 'nspawn';
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** Its processes are frozen (docker pause); missing where the engine does not tell. */
  readonly paused?: boolean;
  /** It ended, and the engine starts it again and again; missing where the engine does not tell. */
  readonly restarting?: boolean;
  readonly restarts?: number;
  /** When it was started last, milliseconds since the epoch; null where the engine does not tell. */
  readonly startedAt?: number | null;
  readonly exitCode: number | null;
  /** The kernel ended it because its memory ran out. */
  readonly outOfMemory?: true;
  /** Why its engine could not start it the last time; missing where it could, and what its exit status tells is newer. */
  readonly failure?: string;
  readonly pid: number;
  readonly networkMode: string;
  /** Its addresses, by network. */
  readonly addresses: readonly string[];
  readonly restartPolicy: string;
  readonly published: readonly PublishedPort[];
  /** It runs and was to publish these, and its engine publishes none: its network allows none. Missing where it is not so. */
  readonly withheld?: readonly PublishedPort[];
  /**
   * What `docker run` takes to make the same container again, without its name and ports: options before the image,
   * and the command after it. Null where something of it would be lost, or was not looked at.
   */
  readonly again?: { readonly options: readonly string[]; readonly command: readonly string[] } | null;
  /** The last lines that it wrote, oldest first; missing where it runs, or nobody looked. */
  readonly log?: readonly string[];
}

/** Another network namespace of this machine, with the listeners that matter to the question. */
export interface Namespace {
  /** Inode of the namespace (/proc/PID/ns/net). */
  readonly inode: number;
  /** Name under /run/netns, or null. */
  readonly name: string | null;
  /** Processes in it, oldest first, at most a few. */
  readonly pids: readonly number[];
  /** The container's id (64 hexadecimal digits) or name, from the cgroup of its processes, or null. */
  readonly container: string | null;
  /** The files by which the control group of its first process was frozen (docker pause); missing where it runs. */
  readonly freezers?: readonly string[];
  /** The systemd unit that its first process belongs to (PrivateNetwork=, NetworkNamespacePath=), or null. */
  readonly unit: string | null;
  /** All TCP and UDP sockets that listen in it. */
  readonly listeners: readonly Socket[];
  /** The processes that hold these listeners, as far as they could be seen. */
  readonly holders: readonly {
    readonly inode: number;
    readonly pid: number;
    readonly name: string;
    /** One letter of /proc/PID/stat: R, S, D, T …; missing in records of before. */
    readonly state?: string;
  }[];
  /** Its own addresses, loopback left out. */
  readonly addresses: readonly string[];
  /**
   * Where its main table leads: prefixes in CIDR form, the device, null for a route that refuses, or leads into lo, and
   * the router, where one comes first. Where policy rules decide, the ways to the clients that were asked for come first.
   * Missing where it could not be read, and where policy rules decide and nobody asked. Of IPv6, all tables together, and
   * only where no policy rules decide about IPv4; records of before have none of it.
   */
  readonly routes?: readonly {
    readonly prefix: string;
    readonly device: string | null;
    readonly gateway?: string;
  }[];
  /** Policy rules of its own may ask other tables than main (ip-rule(8)); missing where there are none. */
  readonly byRules?: true;
  /** It forwards IPv4 (net.ipv4.ip_forward); read of the machine's own network, which is the router of those inside. */
  readonly forwards?: boolean;
  /** net.ipv4.conf.NAME.rp_filter inside, with `all`, where the port leads there and it has several interfaces. */
  readonly reversePathFilter?: Readonly<Record<string, number>>;
  /** Who has, or had within the last minute, a connection to the port that is asked for; looked at where they pass through here. */
  readonly clients?: readonly string[];
  /** Its own packet filter and its one interface beside loopback, where the port leads there and it has rules. */
  readonly firewall?: { readonly rules: FirewallRules; readonly device: string | null };
}

/** The machine's own network, where this is asked from inside another one. */
export const isMachine = ({ pids }: Namespace): boolean => pids.includes(1);

/** Where a program that stands in for a container's port sends its connections. */
export interface Forwarding {
  readonly program: string;
  readonly pid: number;
  readonly hostAddress: string;
  readonly hostPort: number;
  /** Null where its arguments do not tell: the engine knows. */
  readonly containerAddress: string | null;
  readonly containerPort: number | null;
  /** A process of the network namespace that it serves, or that namespace's name, where its arguments tell. */
  readonly serves?: number | string;
}
