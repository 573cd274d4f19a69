import type { System } from '../../system/system.js';
import { linesWhere } from './lines.js';
import {
  isOptionsLine,
  isSearchLine,
  isServerLine,
  parseResolver,
  type ResolverConfiguration,
} from './resolver.js';
import type { FileLine } from './types.js';
import { textOf } from './unread.js';

/** A name server and the file that names it. */
export interface NameServer {
  readonly server: string;
  readonly source: string;
}

/** How this machine's C library finds name servers, and who is behind systemd-resolved's stub. */
export interface Servers {
  readonly configuration: ResolverConfiguration;
  /** In the order in which they are asked; the stub's upstreams after it. */
  readonly servers: readonly NameServer[];
  readonly lines: readonly FileLine[];
  readonly optionLines: readonly FileLine[];
  readonly searchLines: readonly FileLine[];
}

/** Where the C library looks for name servers. */
export const RESOLV_CONF = '/etc/resolv.conf';
/** Where systemd-resolved writes the servers that its stub asks (systemd-resolved.service(8)). */
export const UPSTREAMS = '/run/systemd/resolve/resolv.conf';
const STUBS = new Set(['127.0.0.53', '127.0.0.54']);

/** Reads resolv.conf. Without a server in it the C library of Linux asks 127.0.0.1 (resolv.conf(5)). */
export function findServers(system: System): Servers {
  const text = textOf(system, RESOLV_CONF) ?? '';
  const configuration = parseResolver(text);
  const linesOf = (matches: (line: string) => boolean) => linesWhere(RESOLV_CONF, text, matches).slice(0, 16);
  const base = {
    configuration,
    lines: linesOf(isServerLine),
    optionLines: linesOf(isOptionsLine),
    searchLines: linesOf(isSearchLine),
  };
  const own = configuration.servers.map(server => ({ server, source: RESOLV_CONF }));
  if (own.length === 0)
    return {
      ...base,
      servers: system.platform === 'linux' ? [{ server: '127.0.0.1', source: 'default' }] : [],
    };
  if (!own.some(({ server }) => STUBS.has(server))) return { ...base, servers: own };
  const upstream = parseResolver(textOf(system, UPSTREAMS) ?? '')
    .servers.filter(server => !STUBS.has(server))
    .map(server => ({ server, source: UPSTREAMS }));
  return { ...base, servers: [...own, ...upstream] };
}
