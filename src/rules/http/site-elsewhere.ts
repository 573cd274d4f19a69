import { showsDefaultPage } from '../../facts/probes/host-signs.js';
import type { Conversation } from '../../facts/probes/types.js';
import { familyOf, formatEndpoint, wildcardOf } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Answering, Site } from '../../programs/proxies/virtual-hosts.js';
import type { Finding } from '../rule.js';
import { advice, finding, statusOf, type Talk, told } from '../talk.js';

/** The site of the name, which takes connections on the port at other addresses only. */
export interface Beside extends Site {
  /** That of the line that it lacks. */
  readonly host: string;
}

/** Which site answers on a port, at an address or wherever. */
export type SiteOn = (port: number, address?: string) => Answering | undefined;

/** The very address, where another site answers for a line with that one: it leaves nothing to those for all. */
export function lacking({ end: { port, address } }: Talk, answers: Site | null, siteOn: SiteOn): string {
  const all = wildcardOf(familyOf(address) ?? 4);
  const site = siteOn(port, all)?.site;
  return site?.file === answers?.file && site?.line === answers?.line ? all : address;
}

/** How a site that takes connections to some addresses gets one more, by a line for `host`: that one, or all of its family. */
function alsoAt(end: Conversation, host: string, program: string, place: string): Fix {
  const isApache = /apache|^httpd/i.test(program);
  const listen = isApache && isWildcard(host) ? `*:${end.port}` : formatEndpoint(host, end.port);
  return advice(
    `Set its site up for ${end.address} too`,
    isApache
      ? `At ${place}: write ${listen} into its <VirtualHost …>, beside what is there; then apachectl graceful.`
      : `At ${place}: listen ${listen}; beside its other listen line, with the same words behind it (ssl), then nginx -s reload.`,
    true,
  );
}

/** The site of the name is there for other addresses: mostly it listens on IPv4 alone, and the default one on IPv6 too. */
export function elsewhereAlone({ end }: Talk, host: string, beside: Beside, program: string): Finding {
  const place = `${beside.file}:${beside.line}`;
  const answer = statusOf(end.http!);
  const wrong = end.http!.status >= 400 || showsDefaultPage(end);
  return finding(
    wrong ? 'error' : 'warning',
    `The site for ${host} takes no connections to ${end.address} (${place}), so another one answers there (${answer}).`,
    `no site for ${host} at ${end.address}`,
    [
      {
        fact: 'configuration',
        says: `No site that listens on port ${end.port} of ${end.address} is called ${host}`,
        source: place,
      },
      told(end, answer),
    ],
    { fixes: [alsoAt(end, beside.host, program, place)], outcome: wrong ? 'http-error' : 'ok' },
  );
}
