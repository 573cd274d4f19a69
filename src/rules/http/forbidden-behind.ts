import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { HttpAnswer } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { pathPassed } from '../../programs/proxies/path-passed.js';
import { placeOf, upstreamName } from '../../programs/proxies/upstream.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import { quoted } from '../../programs/shell.js';
import { advice, type Talk } from '../talk.js';
import { passedBy } from './strangers.js';

/** A proxy that hands the page on: the application behind it forbids that, or a rule of the proxy's, and no right of a file. */
export function lookBehind(
  talk: Talk,
  { body }: HttpAnswer,
  files: readonly ConfigurationFile[],
  { name = '' }: Partial<Process> = {},
) {
  if (!isProxy(name) || body.includes(name)) return undefined;
  const passed = passedBy(talk);
  const upstream = upstreamsOf(files, name, passed).find(
    ({ protocol, otherPath }) => /^https?$/.test(protocol) && !otherPath,
  );
  if (!upstream) return undefined;
  const path = pathPassed(files, name, passed)?.handed ?? passed.path;
  const place = upstreamName(upstream);
  const target = upstream.path === null ? `${upstream.protocol}://${place}${path}` : `unix:${place}`;
  return advice(
    'See whether the application behind it forbids that',
    `${name} hands such requests on (${placeOf(upstream)}), unless a rule of its own forbids them first. This tells:\n  netcheck why ${quoted(target)}\nWhere it is let in there, it is that rule (deny, return 403, respond), or what ${name} changes in the request: the Host header, most often.`,
  );
}
