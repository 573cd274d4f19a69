import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { advice } from '../talk.js';
import { reloadOf } from './owner.js';

/** What a proxy's own words mean, where its upstreams seem to be in order. */
export interface ProxyWords {
  /** The second half of a sentence about the proxy. */
  readonly says: string;
  readonly fixes: readonly Fix[];
}

interface Known {
  readonly pattern: RegExp;
  readonly says: string;
  readonly title: string;
  readonly text: string;
}

/** How long proxies wait for an answer, and where that is said. */
export const PATIENCE = {
  title: 'Find what takes so long, or let the proxy wait longer',
  text: 'nginx: proxy_read_timeout 120s; beside the proxy_pass (fastcgi_read_timeout, uwsgi_read_timeout); Apache: ProxyTimeout 120; HAProxy: timeout server 120s. Then reload it.',
} as const;

/** In its log, or in the page that it gives in the application's place. */
const known: readonly Known[] = [
  {
    pattern: /no resolver defined/,
    says: 'it looks the name up for each request (a variable in proxy_pass), and its configuration names no resolver',
    title: 'Name a resolver, or write the name without a variable',
    text: 'resolver ADDRESS; in the server block, with the nameserver of /etc/resolv.conf (127.0.0.11 in Docker); then reload nginx.',
  },
  {
    pattern: /could not be resolved/,
    says: 'the name server that it asks does not know the name of the application',
    title: 'Correct the name, or the resolver',
    text: 'The resolver of its configuration is asked, and /etc/hosts is not read. A name without a variable in proxy_pass is looked up as the system does, once at the start.',
  },
  {
    pattern: /unrecognized name|alert number 112\b/,
    says: 'the application wants the name in the TLS handshake (SNI), and the proxy sends none',
    title: 'Send the name in the handshake',
    text: 'nginx: proxy_ssl_server_name on; beside the proxy_pass (and proxy_ssl_name NAME; where the certificate is for another one), then reload it.',
  },
  {
    pattern: /alert number (?:40|80)\) while SSL handshaking to upstream/,
    says: 'the application refuses the TLS handshake, as one does that wants the name in it (SNI), which nginx does not send by itself',
    title: 'Send the name in the handshake',
    text: 'nginx: proxy_ssl_server_name on; beside the proxy_pass (and proxy_ssl_name NAME; where the certificate is for another one), then reload it. Where it is sent already: proxy_ssl_protocols, proxy_ssl_ciphers, or a client certificate (proxy_ssl_certificate).',
  },
  {
    pattern: /upstream timed out .* while reading response header|\(70007\)The timeout specified has expired/,
    says: 'the application takes longer than it waits for an answer',
    ...PATIENCE,
  },
  {
    pattern: /connect\(\) to unix:\S+ failed \(11: /,
    says: 'the queue of its socket is full, for it takes no connections: its workers are all busy, or hang',
    title: 'See what its workers are busy with',
    text: '  netcheck why unix:PATH\nWith the path of the socket. More workers or threads let more requests in at once; its queue is gunicorn --backlog, listen in uWSGI, listen.backlog of PHP-FPM, and at most net.core.somaxconn.',
  },
  {
    pattern: /upstream sent too big header/,
    says: "the head of the application's answer is larger than the proxy's buffer (often cookies)",
    title: 'Give the proxy a larger buffer',
    text: 'nginx: proxy_buffer_size 16k; proxy_buffers 8 16k; (fastcgi_buffer_size and fastcgi_buffers for PHP), then reload it.',
  },
  {
    pattern:
      /upstream sent (?:invalid header|duplicate header line|"Content-Length" and "Transfer-Encoding")/,
    says: "the head of the application's answer breaks the rules of HTTP, and nginx hands no such answer on",
    title: 'Mend that header in the application',
    text: "The log names it. A name holds no blanks; Content-Length and Transfer-Encoding are the web server's own, and come twice where an application copies the headers of an answer that it got itself (leave these two out there).",
  },
  {
    pattern:
      /upstream prematurely closed connection|recv\(\) failed \(104: .* from upstream|AH01102: error reading status line/,
    says: 'the application ends the connection before it answers: it crashes on the request, or its worker is ended because it takes too long',
    title: "Look into the application's log",
    text: "A traceback, or WORKER TIMEOUT (gunicorn's --timeout is 30 s), harakiri (uWSGI), request_terminate_timeout (PHP-FPM), or a kill for want of memory (journalctl -k). Asked by itself, without the proxy, it hangs up too.",
  },
  {
    pattern: /upstream SSL certificate (?:verify error|does not match)/,
    says: "it does not trust the application's certificate",
    title: "Let the proxy trust the application's certificate",
    text: 'nginx: proxy_ssl_trusted_certificate FILE; and proxy_ssl_name NAME; then reload it.',
  },
  {
    pattern: /No server is available to handle this request/,
    says: 'no server of its configuration is there for this request',
    title: 'Look at which backend the request is for, and whether its servers are marked as down',
    text: "A frontend without default_backend answers so whatever no use_backend takes: compare the host and path in its acl and use_backend lines. A server whose health check fails, or that is disabled, counts as none: HAProxy's log and statistics page say so.",
  },
];

/** nginx does not try a server that has failed (max_fails) before fail_timeout is over; a reload forgets that. */
function forgotten(master: Process | undefined): ProxyWords {
  const steps = master && reloadOf(master);
  return {
    says: 'each of its servers has failed before, and it does not try them again yet (max_fails, fail_timeout)',
    fixes: [
      steps
        ? { title: 'Reload nginx, so that it tries them again', steps, needsRoot: master.uid === 0 }
        : advice('Reload nginx, so that it tries them again', '  nginx -s reload', true),
    ],
  };
}

/** What the words of a proxy's log and answer mean; undefined where they are not known. Pure. */
export function meaningOf(words: string, master: Process | undefined): ProxyWords | undefined {
  if (/no live upstreams/.test(words)) return forgotten(master);
  const found = known.find(({ pattern }) => pattern.test(words));
  return found && { says: found.says, fixes: [advice(found.title, found.text, true)] };
}
