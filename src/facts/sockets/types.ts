/** The state of a socket: those of TCP, and two of sockets that have none. */
export type SocketState =
  | 'listen'
  /** Bound without listening (TCP_BOUND_INACTIVE; the kernel reports it as CLOSE). */
  | 'bound'
  /** A UDP socket without a peer, which is how a UDP server waits. */
  | 'unconnected'
  | 'established'
  | 'syn-sent'
  | 'syn-recv'
  | 'fin-wait-1'
  | 'fin-wait-2'
  | 'time-wait'
  | 'close'
  | 'close-wait'
  | 'last-ack'
  | 'closing';

/** An address and a port; of UDP and listeners the far one is empty. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One socket of this network namespace. Addresses are canonical text; an IPv4-mapped address stays IPv6. */
export interface Socket {
  readonly protocol: 'tcp' | 'udp';
  readonly family: 4 | 6;
  readonly state: SocketState;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /**
   * In state `listen`: connections that wait to be accepted, and how many may (the backlog; null where the source
   * does not tell). In other states: bytes that wait to be read, and bytes that wait to be sent or acknowledged.
   */
  readonly queue: { readonly used: number; readonly limit: number | null };
  readonly uid: number;
  /** Of a listener: the group of who made it; missing where that is not to be seen. */
  readonly group?: number;
  /** Of a listener: as whom its connections are accepted, undefined where that is not one and the same. */
  readonly acceptor?: { readonly user?: number | undefined; readonly group?: number | undefined };
  /** 0 where no process holds it any more (TIME_WAIT). */
  readonly inode: number;
  /** IPV6_V6ONLY; null where the source does not tell, and for IPv4. */
  readonly v6only: boolean | null;
  /** The interface it is tied to (SO_BINDTODEVICE), or null. */
  readonly device: string | null;
  /** Nothing has ever come in by this connection; missing where something has, or the source does not tell. */
  readonly unheard?: true;
  /** What is left of a connection: whether a server that sets SO_REUSEADDR may have the port at its address all the same; missing where that was not tried. */
  readonly yields?: boolean;
  /** Id of the cgroup2 directory that it was made in, or null. */
  readonly cgroup: number | null;
  /** Seconds until the kernel's timer fires (the rest of TIME_WAIT), or null. */
  readonly expiresIn: number | null;
  /**
   * Payload of a TCP connection that was made: bytes that came, and bytes that the other end has acknowledged; and how
   * often what it has not acknowledged was sent again (struct tcp_info).
   */
  readonly passed?: {
    readonly received: number;
    readonly acknowledged: number;
    readonly retransmits?: number;
    /** Largest segment that is sent, in bytes. */
    readonly segment?: number;
    /** Segments that the other end has although one before them is missing (SACK). */
    readonly beyond?: number;
    /** Milliseconds since the other end acknowledged anything. */
    readonly heardAgo?: number;
    /** For how long, all in all, something was sent and not yet acknowledged, milliseconds. */
    readonly busyFor?: number;
  };
  /** IP_TRANSPARENT: it may be given packets for any address; missing where it is not, or the source does not tell. */
  readonly transparent?: true;
  /** SO_MARK, which the packets of its connections have; missing for none, or where we may not see it. */
  readonly mark?: number;
  /** Networks whose clients must sign every segment (TCP MD5, RFC 2385), as far as we may see; missing for none. */
  readonly signers?: readonly string[];
}

/** A listening unix socket. `path` starts with @ for the abstract namespace. */
export interface UnixListener {
  /** As the server gave it: gunicorn -b unix:app.sock has no folder before it. */
  readonly path: string;
  /** The inode of the file, where its path is a relative one; missing too where that cannot be told. */
  readonly file?: number;
  readonly inode: number;
  readonly type: 'stream' | 'dgram' | 'seqpacket';
}

/** A connection that a process makes or has made to a server elsewhere, or its question to a name server. */
export interface Outgoing {
  readonly pid: number;
  readonly remote: Endpoint;
  /** Established; else it is still being tried (SYN-SENT), or the name server has not answered. */
  readonly made: boolean;
  /** Nothing has ever come in by it. */
  readonly unheard?: true;
  /** The port on this side. */
  readonly localPort?: number;
  readonly inode?: number;
}

/** Who holds which socket: inode → pids, in the order found (the oldest first). */
export interface Owners {
  readonly pidsByInode: Readonly<Record<number, readonly number[]>>;
  /** Inodes whose holder could not be seen. */
  readonly hidden: readonly number[];
  /** Workers of one program of that user, some of them stopped: they may be the holders. Missing for none. */
  readonly pool?: readonly number[];
  /** The one program of that user that is stopped: it may be the holder. Missing for none, and for more. */
  readonly asleep?: readonly number[];
}
