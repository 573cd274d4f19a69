import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Conversation } from '../../facts/probes/types.js';
import { type Directive, every } from '../../programs/proxies/nginx-tree.js';
import { placeOf } from '../../programs/proxies/upstream.js';
import { placesFor } from '../../programs/proxies/upstreams-nginx.js';
import { advice, hostIn } from '../talk.js';

/** nginx's own return that gives this status where the path leads, in an `if` too; the first of several. */
export function ownReturn(
  files: readonly ConfigurationFile[],
  { http, port, path, name, address }: Conversation,
): Directive | undefined {
  const places = placesFor(files, { address, port, host: hostIn(name ?? address), path: path ?? '/' });
  const found = places.flatMap(({ block }) =>
    every(
      block.filter(each => each.name !== 'location'),
      'return',
    ).filter(({ arguments: [code] }) => code === String(http?.status)),
  );
  return found[0];
}

/** That line, as the second half of a sentence, with its proof and what to do about it. */
export const saidItself = (line: Directive) => {
  const text = `return ${line.arguments[0]}`;
  const place = placeOf(line);
  return {
    says: `its own configuration says so: ${text}`,
    evidence: [{ fact: 'configuration' as const, says: `${text} is for what was asked`, source: place }],
    fixes: [
      advice(
        'Change that line, if it is not meant so',
        `At ${place}: take the return out, or let it hold for those alone that it is meant for; then reload nginx.`,
        true,
      ),
    ],
  };
};

/**
 * Whether a line of the proxy's own may have given this status: nginx's return; anywhere in its files Caddy's respond,
 * HAProxy's deny_status and Apache's [R=…].
 */
export function givesItself(files: readonly ConfigurationFile[], proxy: string, end: Conversation): boolean {
  if (/nginx|openresty/i.test(proxy)) return ownReturn(files, end) !== undefined;
  const line = new RegExp(`\\b(?:respond|(?:deny_)?status|R=)[^\\n]{0,80}\\b${end.http?.status}\\b`);
  return files.some(({ text }) => line.test(text));
}
