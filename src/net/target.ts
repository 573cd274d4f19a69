/** What the person asked about. Plain data; `host` is a name or an address without brackets. */
export interface Target {
  readonly input: string;
  readonly kind: 'port' | 'endpoint' | 'host' | 'url' | 'pid' | 'unix' | 'program';
  readonly protocol: 'tcp' | 'udp';
  readonly host: string | null;
  readonly port: number | null;
  readonly scheme: string | null;
  /** Path and query of a URL. */
  readonly path: string | null;
  readonly pid: number | null;
  readonly socketPath: string | null;
  readonly program: string | null;
  /** The origin of the page whose script wants to read the answer (RFC 6454); missing where none does. */
  readonly origin?: string;
}
