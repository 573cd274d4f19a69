import type { Credentials } from '../../net/credentials.js';
import type { Target } from '../../net/target.js';
import { type Service, serviceAt } from './well-known.js';

/** One connection to try: where, and how to talk. */
export interface ProbePlan {
  readonly protocol: 'tcp' | 'udp';
  /** A literal address; a scope follows % (fe80::1%eth0). */
  readonly address: string;
  readonly port: number;
  /** The address is this machine's own: it answers within one retransmission or not at all. */
  readonly local: boolean;
  readonly question: Asking;
  /**
   * Several sockets take turns on the port, and no process holds them all, or several workers do: it is asked more than
   * once.
   */
  readonly turns?: true;
  readonly because?: 'upstream';
  /** See Probe. */
  readonly standsIn?: true;
}

/** What to say once connected. */
export interface Asking {
  /**
   * http, https: exactly that request. port: whatever the port speaks. service: `service` by its own first question.
   * connect: nothing, it is enough to get through.
   */
  readonly manner: 'http' | 'https' | 'port' | 'connect';
  /** The host that was typed, without brackets; null for a bare port, where the address stands in for it. */
  readonly name: string | null;
  /** Path and query. */
  readonly path: string;
  readonly service: Service | null;
  /** The service follows from the program that listens, and is not just guessed from the port's number. */
  readonly sure: boolean;
  /** The Origin header to be sent; missing for none. */
  readonly origin?: string;
  /** ws and wss: the request asks to switch to WebSocket. */
  readonly upgrade?: true;
  /** The user name and password of the URL; missing for none. */
  readonly credentials?: Credentials;
  /** This machine's addresses: a redirect is followed to them and to the target's own, and nowhere else. */
  readonly own: readonly string[];
  /** Other names that lead to this address, to be tried where a handshake fails for want of one. */
  readonly names: readonly string[];
  /** Names by which other clients would ask: once the server answers, it is asked again with each as its Host. */
  readonly hosts: readonly string[];
  /** Where certificates of the server may lie: its directory, the caller's. */
  readonly directories: readonly string[];
}

/** What is known beforehand of who serves the port. */
export interface Hints {
  /** What the program that listens there speaks first, and its id. */
  readonly speaks?: 'http' | 'server-first' | 'other' | undefined;
  readonly program?: string | undefined;
  readonly own?: readonly string[];
  readonly names?: readonly string[];
  readonly hosts?: readonly string[];
  readonly directories?: readonly string[];
}

const schemes: Readonly<Record<string, 'http' | 'https'>> = {
  http: 'http',
  https: 'https',
  ws: 'http',
  wss: 'https',
};

/** How to talk to one port of a target: as the URL says, or else as the program or the port's number suggests. */
export function askingOf(target: Target, port: number, hints: Hints = {}): Asking {
  const scheme = target.scheme?.toLowerCase() ?? null;
  const manner = (scheme !== null && schemes[scheme]) || 'port';
  return {
    manner,
    name: target.host,
    path: target.path || '/',
    ...(target.origin !== undefined && { origin: target.origin }),
    ...((scheme === 'ws' || scheme === 'wss') && { upgrade: true }),
    service: manner === 'port' ? serviceAt(port, hints.speaks, hints.program, scheme) : null,
    sure: hints.speaks !== undefined,
    own: hints.own ?? [],
    names: hints.names ?? [],
    hosts: hints.hosts ?? [],
    directories: hints.directories ?? [],
  };
}
