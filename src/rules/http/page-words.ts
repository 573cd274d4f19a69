import type { Fix } from '../../programs/fixes/fix.js';
import { advice } from '../talk.js';

/** Pages of 403 that say by themselves whom their server lets in, and what opens it. */
const pages: readonly (readonly [words: RegExp, fix: Fix])[] = [
  [
    // Keycloak, to clients that are not of this machine.
    /\bHTTPS required\b/i,
    advice(
      'Ask in HTTPS, or let clients in without it',
      'A proxy that ends TLS has to say so: X-Forwarded-Proto, and in Keycloak KC_PROXY_HEADERS=xforwarded. To do without, on its own machine: kcadm.sh update realms/master -s sslRequired=NONE',
    ),
  ],
  [
    /Manager is only accessible from a browser running on the\s+same machine as Tomcat/,
    advice(
      "Let the clients' addresses in, in the application's context.xml",
      'The Valve (RemoteAddrValve) in META-INF/context.xml of the application, webapps/manager or webapps/host-manager, lets in 127.0.0.1 and ::1 alone: add the addresses to its allow="…", a regular expression such as 192\\.168\\.1\\.\\d+, and keep its password good. Tomcat reads it again by itself.',
      true,
    ),
  ],
  [
    /rpc-whitelist/,
    advice(
      "Put the clients' addresses on Transmission's list",
      'Stop transmission-daemon first, which writes settings.json when it ends: rpc-whitelist takes addresses with * in them and commas between (127.0.0.1,192.168.1.*), then start it.',
    ),
  ],
  [
    /<TITLE>Forbidden - CUPS /i,
    advice(
      'Let the clients in, in cupsd.conf',
      'Allow @LOCAL in <Location />, and in <Location /admin> for its administration; then restart cups. cupsctl --remote-any and cupsctl --remote-admin do that.',
      true,
    ),
  ],
  [
    /administrator of this proxy has not configured it to service\s+requests from your host/,
    advice(
      'Let the client use the proxy',
      'A line in tinyproxy.conf: Allow NETWORK; then restart tinyproxy.',
      true,
    ),
  ],
  [
    // PHP-FPM, to a file whose name does not end as it may.
    /^Access denied\.\s*$/,
    advice(
      'Hand only files that end in .php to PHP-FPM',
      "These words are PHP-FPM's: it was told to run a file whose name ends otherwise (security.limit_extensions, .php where nothing is said). In nginx: fastcgi_pass in location ~ \\.php$ alone, and try_files $uri =404; before it.",
    ),
  ],
];

/** What a page of 403 itself calls for. */
export const pageFixes = (body: string): readonly Fix[] =>
  pages.flatMap(([words, fix]) => (words.test(body) ? [fix] : []));
