import { onlyForwards } from '../../programs/proxies/forwarders.js';
import { COMMAND_LINE, hostAndPort, type Upstream } from '../../programs/proxies/upstream.js';
import type { ConfigurationFile } from '../configuration/types.js';
import type { Process } from '../processes/types.js';

/** Where a forwarder of connections leads, as an upstream; undefined where none of these is one. */
export function forwardOf(
  holders: readonly Process[],
  port: number,
  files: readonly ConfigurationFile[],
): Upstream | undefined {
  for (const holder of holders) {
    const end = onlyForwards(holder, port, files)?.end;
    const place = end === undefined || end.startsWith('/') ? undefined : hostAndPort(end, 0);
    const common = { protocol: 'http', file: COMMAND_LINE, line: 0, raw: true } as const;
    if (end?.startsWith('/')) return { ...common, host: null, port: null, path: end, text: end };
    if (end !== undefined && place && place.port > 0) return { ...common, ...place, path: null, text: end };
  }
  return undefined;
}
