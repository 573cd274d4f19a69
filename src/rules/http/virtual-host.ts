import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Conversation } from '../../facts/probes/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { handsOn, siteFor } from '../../programs/proxies/virtual-hosts.js';
import { advice, hostIn, type Talk } from '../talk.js';
import { bySite } from './strangers.js';

/** The name that was asked by, if sites can be set up for it. */
export function askedName({ end, url }: Talk): string | undefined {
  const host = hostIn(end.name ?? '');
  return url && host !== '' && !familyOf(host) && host !== 'localhost' && !isLoopback(host)
    ? host
    : undefined;
}

/** The same answer to another name: what changes with every answer (dates, lengths of names) is left out. */
export const alike = (one: Conversation, other: Conversation): boolean =>
  one.http !== null &&
  other.http !== null &&
  one.http.status === other.http.status &&
  one.http.body === other.http.body;

/** A made-up name gets the same answer, and by the files it is none of an application behind nginx. */
export const saysToAnybody = (
  end: Conversation,
  madeUp: Conversation | undefined,
  files: readonly ConfigurationFile[],
): boolean =>
  madeUp !== undefined &&
  alike(end, madeUp) &&
  !handsOn(files, { port: end.port, host: hostIn(end.name ?? end.address), path: end.path ?? '/' });

/** How to set a site up for a name, by the name of the web server's program. */
export const setUp = (host: string, program: string): Fix =>
  advice(
    `Set up the site for ${host}, or ask by its name`,
    /apache|^httpd/i.test(program)
      ? `ServerName or ServerAlias ${host} in its <VirtualHost>, a2ensite if it is not enabled, then apachectl graceful.`
      : `server_name ${host}; in its server block, a link in sites-enabled if it is not there, then nginx -s reload.`,
    true,
  );

/** Where a request went, and the host that it named. */
export const sentTo = ({ address, port, name }: Conversation) => ({
  address,
  port,
  host: hostIn(name ?? address),
});

/** Where an address was asked for, and so the default site answered: another one has a name. */
export function byOtherSite(
  talk: Talk,
  program: string,
  files: readonly ConfigurationFile[],
): readonly Fix[] {
  const { end, url } = talk;
  if (!url || askedName(talk)) return [];
  const answering = siteFor(files, program, sentTo(end));
  const sites = answering?.byName ? [] : (answering?.others.flatMap(({ names }) => names) ?? []);
  return sites.length > 0 ? [bySite(talk, { sites })] : [];
}
