import type { Fault } from './faults/fault.js';
import type { Place } from './listen/addresses.js';
import type { LogFormat } from './middleware/access-log.js';

/** What a server is to do, checked: plain data. */
export interface Plan {
  readonly directory: string;
  /** As it was typed. */
  readonly host: string;
  readonly places: readonly Place[];
  /** 0 for any. */
  readonly port: number;
  /** The next free port will do. */
  readonly upwards: boolean;
  readonly tls: boolean;
  /** Key and certificate from files; null where one is made for this run. */
  readonly keyPair: { readonly key: string; readonly cert: string } | null;
  readonly fault: Fault | null;
  readonly spa: boolean;
  readonly cors: boolean;
  readonly jsonp: boolean;
  readonly follow: boolean;
  readonly dotfiles: boolean;
  readonly probes: boolean;
  readonly compression: boolean;
  readonly cacheSeconds: number | undefined;
  readonly tcp: boolean;
  readonly udp: boolean;
  /** A path, `-` for standard output, or null for none. */
  readonly log: string | null;
  readonly logFormat: LogFormat;
  readonly debug: boolean;
  /** Connections served at the same time by all processes; undefined for as many as is sensible. */
  readonly maxConnections: number | undefined;
  readonly workers: number;
}
