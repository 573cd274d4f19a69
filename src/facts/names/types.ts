/** A line of a file. */
export interface FileLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** The lines right before it that make it one of a kind: `before` and `text` together occur once in the file. */
  readonly before: string;
}

/** A hosts-file line that gives the name an address. */
export interface HostsEntry extends FileLine {
  readonly address: string;
  readonly names: readonly string[];
}

/** A file of the resolver's that is there and may not be read, or a link that leads to nothing. */
export interface UnreadFile {
  readonly file: string;
  readonly reason: 'not-permitted' | 'leads-nowhere';
  /** Where a link leads; missing for a plain file. */
  readonly leadsTo?: string;
}

/** What one name server said when it was asked by itself. */
export interface NameServerAnswer {
  readonly server: string;
  /** Where it is configured: /etc/resolv.conf, /run/systemd/resolve/resolv.conf …; `default` where none is. */
  readonly source: string;
  readonly question: string;
  readonly type: 'A' | 'AAAA';
  /** NOERROR, NXDOMAIN, SERVFAIL, REFUSED …; or how asking failed. */
  readonly outcome:
    | 'NOERROR'
    | 'NXDOMAIN'
    | 'SERVFAIL'
    | 'REFUSED'
    | 'OTHER'
    | 'timeout'
    | 'refused'
    | 'unreachable';
  readonly addresses: readonly string[];
  readonly ms: number;
  /** The kernel would not send the question (EPERM): a rule of this machine stops it on its way out. */
  readonly forbidden?: true;
  /** The answer did not fit into a packet, and `outcome` is how asking by TCP failed. */
  readonly truncated?: true;
  /** The name is an alias (CNAME): the last name that the answer leads to; the name itself where it leads in a circle. */
  readonly alias?: string;
}

/** How this machine turns a name into addresses. */
export interface NameLookup {
  readonly name: string;
  /** What getaddrinfo answers, in its order; clients try them in this order. */
  readonly addresses: readonly { readonly family: 4 | 6; readonly address: string }[];
  /** ENOTFOUND, EAI_AGAIN …, or null. */
  readonly error: string | null;
  /** Where the addresses came from; clients: the system has none, and some clients know by themselves what the name means. */
  readonly from: 'clients' | 'hosts' | 'dns' | 'mdns' | 'myhostname' | 'resolved' | 'other' | null;
  readonly hosts: readonly HostsEntry[];
  /** The hosts line of nsswitch.conf, as words: ['files', 'mdns4_minimal', '[NOTFOUND=return]', 'dns']. */
  readonly order: readonly string[];
  /** That line itself; null where there is none, and the C library's default counts. */
  readonly orderLine: FileLine | null;
  readonly servers: readonly string[];
  /** The nameserver lines of resolv.conf. */
  readonly serverLines: readonly FileLine[];
  /** The options lines of resolv.conf; missing where there are none. */
  readonly optionLines?: readonly FileLine[];
  /** The search domains that the C library reads. */
  readonly search: readonly string[];
  /** The lines of resolv.conf that give them, or were meant to; missing where there are none. */
  readonly searchLines?: readonly FileLine[];
  readonly answers: readonly NameServerAnswer[];
  /** Lines of the hosts file that cannot be read as such. */
  readonly malformed: readonly FileLine[];
  /** Of the hosts file, resolv.conf and nsswitch.conf, those that could not be read; missing where all could. */
  readonly unread?: readonly UnreadFile[];
  /** Milliseconds until getaddrinfo answered, or until nobody waited any longer. */
  readonly ms: number;
  /** A name with fewer dots than this is looked up in the search domains first (resolv.conf's ndots). */
  readonly dots: number;
  /** Search domains that gave an address to a name that was made up: they answer for everything. */
  readonly wildcards: readonly string[];
  /** Something that answers for .local names runs here (Avahi's socket is there). */
  readonly multicast: boolean;
}
