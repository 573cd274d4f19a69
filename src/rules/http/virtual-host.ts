import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { advice, hostIn, type Talk } from '../talk.js';

/** The name that was asked by, if sites can be set up for it. */
export function askedName({ end, url }: Talk): string | undefined {
  const host = hostIn(end.name ?? '');
  return url && host !== '' && !familyOf(host) && host !== 'localhost' && !isLoopback(host)
    ? host
    : undefined;
}

/** How to set a site up for a name, by the name of the web server's program. */
export const setUp = (host: string, program: string): Fix =>
  advice(
    `Set up the site for ${host}, or ask by its name`,
    /apache|^httpd/i.test(program)
      ? `ServerName or ServerAlias ${host} in its <VirtualHost>, a2ensite if it is not enabled, then apachectl graceful.`
      : `server_name ${host}; in its server block, a link in sites-enabled if it is not there, then nginx -s reload.`,
    true,
  );
