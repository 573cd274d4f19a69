import type { Closed } from '../../facts/upstreams/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { letGoOn } from '../../programs/fixes/stop.js';
import { placeOf, upstreamName } from '../../programs/proxies/upstream.js';
import { quoted } from '../../programs/shell.js';
import { untilReboot } from '../lasting.js';
import { advice } from '../talk.js';
import { reloadOf } from './owner.js';
import { PATIENCE } from './proxy-words.js';
import { startFix } from './upstream-idle.js';
import { type Setting, settingFix } from './upstream-setting.js';
import { protocolNames } from './upstream-talk.js';
import type { UpstreamFault } from './upstream-types.js';

/** The step that gives the right that is missing. */
export const opened = ({ path, change }: Closed) =>
  ({ do: 'run', command: `chmod ${change} ${quoted(path)}` }) as const;

/** Opens the way to the socket for the proxy's user. */
function permissionFix({ state }: UpstreamFault): readonly Fix[] {
  const closed = state.socket?.closed ?? [];
  const through: Fix = {
    title: `Let the proxy's user through`,
    steps: closed.map(opened),
    risk: 'Every user of this machine may then pass there; and a socket that is made again has its old rights.',
    needsRoot: true,
  };
  return [
    // Root's own folder is closed to all others on purpose.
    ...(closed.some(({ path }) => path === '/root') ? [] : [through]),
    advice(
      'For good, let the application make the socket for the proxy',
      'gunicorn: --umask 007 and --group www-data; uWSGI: chmod-socket = 660, chown-socket; PHP-FPM: listen.group and listen.mode. /run/NAME by RuntimeDirectory= is a good place; a home directory is not.',
      true,
    ),
  ];
}

/** Read again, the proxy's configuration means what the name means by now. */
function staleFix(fault: UpstreamFault, { master }: Setting): readonly Fix[] {
  const reload = master && reloadOf(master);
  const last = advice(
    'For good, let nginx look the name up again by itself',
    'resolver 127.0.0.53 valid=10s; (Docker: 127.0.0.11) and set $app http://NAME:PORT; proxy_pass $app; or, since nginx 1.27.3, server NAME:PORT resolve; in the upstream block.',
    true,
  );
  if (!reload) return [last];
  return [
    {
      title: `Let the proxy look ${fault.state.upstream.host} up again`,
      steps: reload,
      needsRoot: master.uid === 0,
    },
    last,
  ];
}

/** The policy's own switch for a web server that is a proxy (httpd_selinux(8), haproxy_selinux(8)). */
function policyFix({ state }: UpstreamFault): readonly Fix[] {
  const domain = state.denied?.domain ?? '';
  const option =
    domain === 'httpd_t'
      ? 'httpd_can_network_connect'
      : domain === 'haproxy_t'
        ? 'haproxy_connect_any'
        : undefined;
  if (!option)
    return [
      advice(
        'Let the policy allow that connection',
        `getsebool -a lists the switches of the policy. ausearch -m avc -ts recent | audit2allow -w says which one it is for ${domain}.`,
        true,
      ),
    ];
  return [
    {
      title: 'Let the policy allow connections to applications',
      steps: [{ do: 'run', command: `setsebool -P ${option} 1` }],
      risk: 'The proxy may then connect to any port.',
      needsRoot: true,
    },
  ];
}

const moreChildren = advice(
  'Give PHP-FPM more children, or end what holds them',
  'pm.max_children in the file of its pool, as far as the memory goes, then reload it (systemctl reload php*-fpm, or kill -USR2 of its master). request_terminate_timeout = 30s ends scripts that hang, and slowlog with request_slowlog_timeout = 5s shows where they do.',
  true,
);

/** Clients that come by a unix socket are none of those that it looks at (fcgi_accept_request in main/fastcgi.c). */
const allowedClients = advice(
  'Let PHP-FPM take connections from its proxy',
  "PHP-FPM hangs up on whoever is not in listen.allowed_clients (its log: Connection disallowed). Add the proxy's address in the file of its pool, then start it again.",
  true,
);

const lookInto = (name: string, { state }: UpstreamFault): Fix =>
  advice(
    'Look into the application',
    `The proxy is fine. The application at ${name} takes the request and gives nothing back: its log tells more, and so does:\n  netcheck why ${quoted(askedAgain(state) ?? `${state.upstream.port ?? name}`)}`,
  );

const moreLocalPorts = (name: string): Fix =>
  advice(
    'Let the proxy keep its connections, and widen the range of local ports',
    `nginx: keepalive 32; in the upstream block, with proxy_http_version 1.1; and proxy_set_header Connection "";. More ports:\n  sudo sysctl -w net.ipv4.ip_local_port_range="1024 65535"\n${untilReboot} What holds them:\n  ss -tan dst ${name}`,
    true,
  );

/** The URL of the one page that was waited for; undefined where it was the first, or no page. */
function askedAgain({ upstream, probes }: UpstreamFault['state']): string | undefined {
  const path = probes[0]?.conversations[0]?.path ?? '/';
  const isPage = upstream.path === null && /^https?$/.test(upstream.protocol) && path !== '/';
  return isPage ? `${upstream.protocol}://${upstreamName(upstream)}${path}` : undefined;
}

const seeWhy = (name: string, { port }: UpstreamFault['state']['upstream']): Fix =>
  advice(
    'See why the application takes no connection',
    `The proxy is fine. This says more of what is at ${name}:\n  netcheck why ${quoted(`${port ?? name}`)}`,
  );

/** What the application does, where the proxy is set up for something else. */
const insteadOf = ({ kind, instead }: UpstreamFault): string => {
  if (!instead) return '';
  const does = kind === 'protocol' ? `speaks ${protocolNames[instead] ?? instead}` : `listens on ${instead}`;
  return `; the application ${does}`;
};

/** What to do about an upstream that fails its proxy. */
export function upstreamFixes(fault: UpstreamFault, setting: Setting): readonly Fix[] {
  const name = upstreamName(fault.state.upstream);
  const place = placeOf(fault.state.upstream);
  switch (fault.kind) {
    case 'permission':
      return permissionFix(fault);
    case 'other-family':
    case 'protocol':
      return [
        ...settingFix(fault, setting),
        advice(
          'Make both ends the same',
          fault.state.upstream.proxyHeader
            ? `Take send-proxy (in nginx, proxy_protocol on) off at ${place} and reload the proxy, or let the application expect the header (nginx: listen … proxy_protocol).`
            : `${place} says ${fault.state.upstream.text}${insteadOf(fault)}.`,
          true,
        ),
      ];
    case 'distrusted':
      return [
        advice(
          "Let the proxy take the application's certificate",
          fault.state.upstream.verifies === 'ca-file'
            ? `stunnel, in the section of ${place}: CAfile with the certificate of the authority that has signed it (openssl s_client -showcerts -connect ${name} shows which), checkHost with its name; or verifyChain = no, for a server of this machine itself. HAProxy, on the server line: ca-file and verifyhost, or verify none. Then start the proxy again.`
            : `Beside the target at ${place}: secure: false, for a server of this machine itself. Or start the proxy with NODE_EXTRA_CA_CERTS=/path/to/CA.pem: Next's rewrites have no other way. Or write http://, if the application speaks that too. Then start the proxy again.`,
        ),
      ];
    case 'silent':
      return [
        ...(fault.state.exhausted ? [moreChildren] : []),
        lookInto(name, fault),
        advice(PATIENCE.title, PATIENCE.text, true),
      ];
    case 'unanswered':
      return [seeWhy(name, fault.state.upstream)];
    case 'no-local-port':
      return [moreLocalPorts(name)];
    case 'stopped':
      return [
        letGoOn(
          fault.state.stopped?.pids ?? [],
          fault.state.stopped?.foreign ?? false,
          'Let the application go on',
        ),
      ];
    case 'policy':
      return policyFix(fault);
    case 'stale-name':
      return staleFix(fault, setting);
    case 'hidden-socket':
      return [
        advice(
          'Let both ends use a place that both can see',
          `A directory of its own below /run: RuntimeDirectory=NAME in the application's unit makes /run/NAME. PrivateTmp=yes gives a unit a /tmp of its own; a container has all files of its own. Then correct ${place}, and reload the proxy.`,
          true,
        ),
      ];
    case 'unwell':
      return [
        advice(
          'Let the health check ask for a page that the application answers with 2xx or 3xx',
          `${fault.state.upstream.file.endsWith('.vcl') ? 'The probe of the backend at' : 'option httpchk in the section of'} ${place}, or such a page at ${fault.state.unwell?.path} in the application. Then reload the proxy. What the application says there:\n  curl -i ${fault.state.unwell?.host ? `-H 'Host: ${fault.state.unwell.host}' ` : ''}http://${name}${fault.state.unwell?.path}`,
          true,
        ),
      ];
    case 'hangs-up':
      return [
        ...(fault.state.upstream.protocol === 'fastcgi' && fault.state.upstream.path === null
          ? [allowedClients]
          : []),
        lookInto(name, fault),
      ];
    case 'no-name':
    case 'elsewhere':
      return [
        advice(
          'Correct the address, or see what is wrong there',
          `  netcheck why ${name}\nThe address is in ${place}; after a change, also of what a name means, reload the proxy.`,
          true,
        ),
      ];
    default:
      return [...settingFix(fault, setting), startFix(fault, name, place)];
  }
}
