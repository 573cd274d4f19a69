import { formatEndpoint } from '../net/address.js';
import type { Target } from '../net/target.js';

/** Two targets that may have been meant as one, as nc(1) and telnet(1) take a host and its port; undefined for others. */
export function meantTogether(targets: readonly Target[]): string | undefined {
  const [host, port, ...more] = targets;
  if (host?.kind !== 'host' || port?.kind !== 'port' || more.length > 0) return undefined;
  return `${formatEndpoint(host.host ?? '', port.port ?? 0)}${port.protocol === 'udp' ? '/udp' : ''}`;
}
