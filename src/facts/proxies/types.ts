import type { Shaken } from '../probes/tls.js';
import type { TlsReport } from '../probes/types.js';

/** The proxy variables of the caller's environment, and what became of the proxy that they name. */
export interface ProxyVariables {
  /** As set, names in their own case: http_proxy, HTTPS_PROXY, no_proxy …; passwords hidden. */
  readonly variables: Readonly<Record<string, string>>;
  /** The proxies that apply to the target for at least one client, each tried once. */
  readonly attempts: readonly ProxyAttempt[];
}

/** One proxy that a variable names, and what came of trying it. */
export interface ProxyAttempt {
  readonly variable: string;
  /** The file of curl's, npm's, git's … that names it; missing where a variable does. */
  readonly file?: string;
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The address that took the connection; missing where none did, and in older records. */
  readonly address?: string | undefined;
  readonly connected: boolean;
  readonly errno: string | null;
  /** What the proxy answered when it was asked for the target (GET absolute-form, CONNECT, or SOCKS), or null. */
  readonly answer: {
    readonly status: number;
    readonly reason: string;
    readonly headers: Readonly<Record<string, string>>;
  } | null;
  /** How TLS with the target went through the way that the proxy opened (CONNECT, SOCKS); missing where not tried. */
  readonly inside?: { readonly tls: TlsReport; readonly ended: Shaken['ended'] };
}
