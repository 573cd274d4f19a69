import type { PassedHost } from '../../programs/proxies/host-passed.js';
import type { Upstream } from '../../programs/proxies/upstream.js';
import type { Probe } from '../probes/types.js';
import type { Neighbour } from '../routes/types.js';
import type { Denial } from '../selinux/types.js';
import type { Unit } from '../units/types.js';
import type { Again } from './again.js';

/** The application behind a proxy that answered 502, 503 or 504, and what became of it. */
export interface UpstreamState {
  readonly upstream: Upstream;
  /** What its host means here, in the order of the resolver; empty for a unix socket. */
  readonly addresses: readonly string[];
  /** Why its name leads nowhere (ENOTFOUND …), or null. */
  readonly nameError: string | null;
  /** One attempt for each of its addresses that is this machine's, or to its socket; other machines are left alone. */
  readonly probes: readonly Probe[];
  /** The neighbour that would have its only address, on a network of ours, and does not answer when it is looked for. */
  readonly absent?: Neighbour;
  /** The unix socket, or null for a host. */
  readonly socket: SocketFile | null;
  /** Where the application listens, if not there; looked for where nobody is at this upstream. */
  readonly elsewhere?: Elsewhere | null;
  /** PHP-FPM is there and gives its proxy no answer, and its log says that all its children are taken. */
  readonly exhausted?: Exhausted;
  /** The address that the proxy asked by its log, where its host means another one by now: nginx looks names up when it starts. */
  readonly stale?: string;
  /** Who listens on the unix socket in a file system of its own, where there is nothing at that path. */
  readonly hiddenBy?: { readonly pid: number; readonly name: string; readonly unit: string | null };
  /** Its proxy is in a container, and it was not asked; nobody: it is on the container's own loopback, where nobody listens. */
  readonly inside?: { readonly nobody: boolean };
  /** What the page of its proxy's health check answers, where that is an error: the proxy then takes it for down. */
  readonly unwell?: { readonly path: string; readonly status: number; readonly host?: string };
  /** The status by which it answers the name that its proxy puts in the place of the client's; looked for where it answers that one well. */
  readonly handed?: number;
  /** Who listens there, where all of them are stopped; foreign: they are not for the caller to wake. */
  readonly stopped?: { readonly pids: readonly number[]; readonly name: string; readonly foreign: boolean };
  /** More connections wait there than its backlog allows, and who does not accept them, as far as that may be seen. */
  readonly full?: {
    readonly waiting: number;
    readonly holder?: { readonly pid: number; readonly name: string };
  };
  /** Who listens there, with room for more, where a connection is lost all the same. */
  readonly barred?: { readonly pid: number; readonly name: string };
  /** Connections wait there that nobody accepts, long after ours; fewer than its backlog allows. */
  readonly unaccepted?: true;
  /** What its program speaks; looked for where bytes are passed on as they come, and ours get no answer. */
  readonly speaks?: 'http' | 'server-first' | 'other';
  /** SELinux keeps the proxy from connecting to it. */
  readonly denied?: Denial;
  /** Set where nobody is there, nor elsewhere. */
  readonly ended?: EndedUpstream;
}

/** The warning in PHP-FPM's log. */
export interface Exhausted {
  readonly path: string;
  readonly line: string;
  /** pm.max_children. */
  readonly most: number;
}

/** What may tell why an application has ended. */
export interface EndedUpstream {
  /** The units that should serve its port. */
  readonly units: readonly Unit[];
  /** The files that running programs write their output to: whoever wrote them has not ended. */
  readonly written: readonly string[];
}

/** A part of a path that somebody may not pass, or do with what is wanted. */
export interface Closed {
  readonly path: string;
  readonly right: 'r' | 'w' | 'x';
  /** What would open it, as chmod(1) takes it: o+x. */
  readonly change: string;
}

/** A unix socket as the proxy's own processes meet it. */
export interface SocketFile {
  readonly path: string;
  /** socket, file, directory …; null where there is nothing of that name. */
  readonly kind: string | null;
  readonly uid: number | null;
  readonly gid: number | null;
  /** The permission bits, or null. */
  readonly mode: number | null;
  /** Somebody listens on it; null where that cannot be told. */
  readonly listening: boolean | null;
  /** The parts of the path that the proxy's user may not pass or write to, from the root down. */
  readonly closed: readonly Closed[];
  /** The user and group that the proxy's workers run as. */
  readonly asUser: { readonly uid: number; readonly gid: number; readonly name: string } | null;
}

/** A folder for what a proxy holds back of large answers and uploads, and may not write to. */
export interface Spool {
  /** The error log that says so, and its last line about it. */
  readonly log: string;
  readonly line: string;
  readonly folder: string;
  /** The part of the folder's path that the user of its workers may not pass or write to. */
  readonly denied: string;
  readonly user: string;
  /** The paths of the requests that failed by it. */
  readonly paths: readonly string[];
}

/** A page that a web server's user may not read, by its error log and by the rights now. */
export interface Unreadable {
  readonly log: string;
  readonly line: string;
  readonly file: string;
  /** Of the file's path, as they are reached from here; never empty. */
  readonly closed: readonly Closed[];
  readonly user: string;
}

/** What nginx would answer with is not there: a file, or a folder's index. */
export interface AbsentPage {
  readonly path: string;
  /** The folder is there, and holds none of its indexes. */
  readonly isFolder: boolean;
}

/** What is known of the way on from a proxy. */
export interface Passing {
  /** The proxy, by its process or its Server header; null where no proxy answered with a failure. */
  readonly proxy: string | null;
  readonly upstreams: readonly UpstreamState[];
  /** Set where it puts another Host header in the place of the client's. */
  readonly host?: PassedHost;
  /** The proxies before it, the one that was asked first, each with where it passes requests on to; missing where there are none. */
  readonly fronts?: readonly { readonly proxy: string; readonly upstream: Upstream }[];
  /** The same request was answered well, and failed, when it was sent several times: some of the upstreams do not work. */
  readonly again?: Again;
  /** The last line about an upstream in the proxy's error log, with the log's path. */
  readonly logged: { readonly path: string; readonly line: string } | null;
  /** Where a program that forwards connections, whatever they say, leads; looked at where they end without a byte. */
  readonly forwarded?: UpstreamState;
  /** Set where the proxy cannot hold back what is too large for its memory. */
  readonly spool?: Spool;
  /** Set where a web server answers 403 for want of rights. */
  readonly unreadable?: Unreadable;
  /** Its rules about addresses turn this machine away: the way on of whom they let in. */
  readonly behindRules?: Passing;
  /** Set where nginx answers 403, and would have nothing for whom it lets in. */
  readonly absent?: AbsentPage;
}

/** Where an application of that kind listens instead of where its proxy looks for it. */
export interface Elsewhere {
  /** The process's name: php-fpm8.2. */
  readonly name: string;
  /** 127.0.0.1:9000 or /run/php/php8.1-fpm.sock. */
  readonly place: string;
  /** A socket that the proxy's user may not write to. */
  readonly denied: boolean;
}
