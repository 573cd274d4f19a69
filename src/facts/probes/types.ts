import type { Ended } from './websocket.js';
/** How an attempt to connect ended. */
export type ConnectOutcome =
  | 'connected'
  | 'refused'
  | 'timeout'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'prohibited'
  | 'reset'
  /** The attempt failed in this machine before a packet left (EINVAL, EADDRNOTAVAIL, EPERM …): see errno. */
  | 'failed';

/** One connection from here to one address, and what was said on it. */
export interface Probe {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly outcome: ConnectOutcome;
  /** The error's name (ECONNREFUSED …), or null where it connected. */
  readonly errno: string | null;
  /** The machine that sent the ICMP error, with its type and code, where the kernel tells (IP_RECVERR); null otherwise. */
  readonly offender: { readonly address: string; readonly type: number; readonly code: number } | null;
  /** Refused by a TCP reset: the kernel was asked for an ICMP error and had none. Missing where it was not asked. */
  readonly byReset?: true;
  readonly ms: number;
  /** What was asked and answered, in the order tried; empty where nobody was asked. */
  readonly conversations: readonly Conversation[];
  /** Further connections, made at once while the first was late: how many, how many were had, and of these, how many late. */
  readonly repeats?: {
    readonly tried: number;
    readonly connected: number;
    /** Connected only after a SYN was sent again. */
    readonly slow: number;
    readonly refused: number;
  };
  /** The HTTP status of each answer to the same question, null for none, where several sockets or workers take turns on the port. */
  readonly turns?: readonly (number | null)[];
  /** Set where this is not the target itself: the application behind the target, which is a proxy. */
  readonly because?: 'upstream';
  /** The same by another interface, where the kernel's choice led to a bridge on which nobody answered; missing where not tried. */
  readonly detour?: { readonly device: string; readonly outcome: ConnectOutcome };
  /** Refused even where no router may pass it on: the gateway itself has the address. */
  readonly atGateway?: true;
  /** Set where the hosts file leads the target's name to another machine, and this is the server that has the port here. */
  readonly standsIn?: true;
}

/**
 * Why a conversation was had. asked: the person's own question, always the first. The others prove something about
 * its answer: the same in TLS or in plain text, for the root path, with or without a slash at the end, with Host: localhost, for a made-up name, as other
 * clients would name it, by an older TLS version,
 * by a hello that shows whether a client certificate is wanted, with a name in the handshake, as a service's client, without
 * a word, with a request that no HTTP server understands, as a WebSocket's client, as a client that keeps its connection, or
 * where a redirect led.
 */
export type Reason =
  | 'asked'
  | 'tls-proof'
  | 'plain-proof'
  | 'root'
  | 'slash'
  | 'localhost'
  | 'made-up-name'
  | 'other-name'
  | 'old-tls'
  | 'client-certificate'
  | 'sni'
  | 'service'
  | 'wait'
  | 'malformed'
  | 'websocket'
  | 'small-segments'
  | 'kept-alive'
  | 'redirect';

/** What was said on one connection. */
export interface Conversation {
  /** What we spoke: http, https (TLS, then HTTP), tls (a handshake only), listen (waited for a banner), or a service's own first question. */
  readonly asked: 'http' | 'https' | 'tls' | 'listen' | 'udp' | 'service';
  readonly reason: Reason;
  /** Where it was had: the probe's own address and port, but for redirects. */
  readonly address: string;
  readonly port: number;
  /** The service whose own question was asked (asked: service), or null. */
  readonly service?: string | null;
  /** The Host header (with its port, where it is not the scheme's own) or SNI name that was sent, or null. */
  readonly name: string | null;
  readonly path: string | null;
  /** The Origin header that was sent; missing where none was. */
  readonly origin?: string;
  /** The request asked to switch to WebSocket (RFC 6455). */
  readonly upgrade?: true;
  readonly subprotocol?: string;
  /** The other side switched, and ended the WebSocket before a word was said; missing where it did not. */
  readonly ended?: Ended;
  /** A user name and password were sent. */
  readonly credentials?: true;
  /** answered: bytes came; silent: none within the limit; closed: FIN with no byte; reset: RST with no byte; failed: not connected. */
  readonly outcome: 'answered' | 'silent' | 'closed' | 'reset' | 'tls-failed' | 'failed';
  /** Silent, and the other side's kernel has not even taken the request, though it was sent again and again. */
  readonly unheard?: true;
  /** The error's name where no connection was had (outcome failed), or null. */
  readonly errno: string | null;
  /**
   * Where the answer's head, or a body of known length or in chunks, did not come whole: it was ended, reset, or nothing
   * more came; or (malformed) it is said to come in chunks, and does not. Null or missing for a whole answer.
   */
  readonly cut?: 'closed' | 'reset' | 'silent' | 'malformed' | null;
  /** Its end was that of the connection, which nothing in its head announces; missing where it is said. */
  readonly untilClosed?: true;
  /** The first bytes received, at most 512, as latin1 text; '' for none. On https, the bytes inside TLS. */
  readonly firstBytes: string;
  /** Over UDP: where the answer to a datagram from another of this machine's addresses came from; missing where not tried. */
  readonly answeredFrom?: string;
  /** What speaks there, by its first bytes: http, tls, ssh, smtp, redis, …; null where not recognised. */
  readonly protocol: string | null;
  /** What the service says of itself (banner, Server header), or null. */
  readonly banner: string | null;
  readonly http: HttpAnswer | null;
  readonly tls: TlsReport | null;
  /** Milliseconds from the first byte sent to the first byte received, or to the end. */
  readonly ms: number;
}

/** The head of an HTTP answer, and the beginning of its body. */
export interface HttpAnswer {
  readonly status: number;
  readonly reason: string;
  /** Lower-case names; at most 64 headers, values cut at 1,024 characters; set-cookie values hidden. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 4 KiB of the body, as text. */
  readonly body: string;
}

/** What a certificate says, and whom this machine takes its issuer for. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** Subject alternative names without their type, at most 100: example.com, *.example.com, 10.0.0.1. */
  readonly names: readonly string[];
  readonly nameCount: number;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly fingerprint: string;
  readonly selfSigned: boolean;
  /** Where the missing issuer can be fetched (Authority Information Access), or null. */
  readonly issuerUrl: string | null;
  /** How many bits an RSA key has that is shorter than 2048; missing for all others. */
  readonly shortKey?: number;
}

/** How a TLS handshake went. */
export interface TlsReport {
  /** TLSv1.3 …, or null where no handshake was completed. */
  readonly version: string | null;
  readonly sni: string | null;
  /** The alert by which the server ended the handshake (RFC 8446 name: handshake_failure …), or null. */
  readonly alert: string | null;
  /** OpenSSL's error code (ERR_SSL_WRONG_VERSION_NUMBER …) where it failed. */
  readonly error: string | null;
  /** The chain as sent, leaf first. */
  readonly chain: readonly Certificate[];
  /** Why the chain is not trusted here, by OpenSSL's name: CERT_HAS_EXPIRED, SELF_SIGNED_CERT_IN_CHAIN …; null if it is. */
  readonly untrusted: string | null;
  /** The asked name is among the certificate's names; null without a name to hold it against. */
  readonly nameMatches: boolean | null;
  readonly clientCertificateRequested: boolean;
  /** How many bits the server's Diffie-Hellman parameters have, where that is fewer than 2048; missing for all others. */
  readonly shortParameters?: number;
  /** Trusted by the system's store (curl, Python, Go), though not by Node's own; missing where that was not looked at. */
  readonly trustedBySystem?: boolean;
  /** Clients that do not trust it, where others do; missing where all agree, or nobody looked. Python means Ruby and Go too. */
  readonly refusedBy?: readonly ('Node' | 'curl' | 'Python')[];
  /** Node was told of the authority (NODE_EXTRA_CA_CERTS), which others refuse; missing where it was not. */
  readonly toldToNode?: true;
  /** The authority of the system's store by which the chain is trusted, and which the server need not send. */
  readonly anchor?: Pick<Certificate, 'subject' | 'names' | 'validFrom' | 'validTo'>;
  /** Variables (NAME=FILE) that put another file in the place of the machine's store, which has the authority. */
  readonly storeHiddenBy?: readonly string[];
  /** The variable (NAME=FILE) that names curl its authorities, where it refuses the chain; `empty`: no certificate can be read there. */
  readonly curlsFile?: { readonly setting: string; readonly empty: boolean } | undefined;
  /** The file, on this machine, of the authority that issued the chain's last certificate and was not sent. */
  readonly issuerFile?: { readonly path: string; readonly selfSigned: boolean } | null;
  /** The file of the certificate, which came alone and is not trusted; and the one, itself or another beside it, that has the issuer's too. */
  readonly servedFile?: { readonly path: string; readonly whole?: string } | undefined;
  /** A file that the server's configuration names, with a certificate for the same subject that is still valid. */
  readonly renewed?: { readonly path: string; readonly validTo: number };
}

/** What speaks at a port, by the first bytes it sent, and what it says of itself. */
export interface Recognised {
  /** ssh, smtp, ftp, imap, pop3, redis, mysql, postgresql, mongodb, memcached, amqp, mqtt, tls, http, http2, … */
  readonly protocol: string;
  /** The line by which it introduces itself, or the error by which it refuses; null where it says nothing in words. */
  readonly banner: string | null;
}
