import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Conversation } from '../../facts/probes/types.js';
import { every } from '../../programs/proxies/nginx-tree.js';
import { placesFor } from '../../programs/proxies/upstreams-nginx.js';
import { hostIn } from '../talk.js';

/**
 * Whether a line of the proxy's own may have given this status: nginx's return where the path leads, in an `if` too; anywhere
 * in its files Caddy's respond, HAProxy's deny_status and Apache's [R=…].
 */
export function givesItself(
  files: readonly ConfigurationFile[],
  proxy: string,
  { http, port, path, name, address }: Conversation,
): boolean {
  const status = String(http?.status);
  if (!/nginx|openresty/i.test(proxy)) {
    const line = new RegExp(`\\b(?:respond|(?:deny_)?status|R=)[^\\n]{0,80}\\b${status}\\b`);
    return files.some(({ text }) => line.test(text));
  }
  const places = placesFor(files, { address, port, host: hostIn(name ?? address), path: path ?? '/' });
  return places.some(({ block }) =>
    every(
      block.filter(each => each.name !== 'location'),
      'return',
    ).some(({ arguments: [code] }) => code === status),
  );
}
