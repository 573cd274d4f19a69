import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { mapped, siteLines } from '../../programs/proxies/apache-paths.js';
import { type Withheld, withheldUpgrade } from '../../programs/proxies/nginx-upgrade.js';
import { APACHE, standsOnce } from '../../programs/proxies/upstream.js';
import type { Evidence, Finding } from '../rule.js';
import { advice, finding, hostIn, type Talk, told } from '../talk.js';
import { reloadOf } from './owner.js';

/** How nginx passes a request for a WebSocket at this path on without the wish to switch, by its configuration. */
export function withheldBy(
  { end }: Talk,
  program: string,
  files: readonly ConfigurationFile[],
  path = end.path ?? '/',
): Withheld | undefined {
  if (!/nginx|openresty/i.test(program)) return undefined;
  return withheldUpgrade(files, { port: end.port, host: hostIn(end.name ?? ''), path });
}

/** The line that does so. */
export const lineOf = ({ file, line, text }: Withheld): Evidence => ({
  fact: 'configuration',
  says: `${text} without proxy_set_header for both Upgrade and Connection`,
  source: `${file}:${line}`,
});

/** Puts what is missing before the proxy_pass, where that stands once in its file, and has nginx read it. */
export function mend(
  { file, text, line, lacks }: Withheld,
  files: readonly ConfigurationFile[],
  master: Process | undefined,
): readonly Fix[] {
  const whole = files.find(({ path }) => path === file)?.text;
  const title = 'Hand the switch to WebSocket on';
  const reload = master && reloadOf(master);
  if (!lacks || !standsOnce(`${text};`, whole) || !reload)
    return [
      advice(
        title,
        `Beside ${text} in ${file}:${line}: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; then nginx -s reload.`,
        true,
      ),
    ];
  const replace = [...lacks, text].map(each => `${each};`).join(' ');
  return [
    {
      title,
      steps: [{ do: 'edit', file, find: `${text};`, replace }, ...reload],
      needsRoot: master.uid === 0,
    },
  ];
}

/** Pages that do nothing without their WebSocket, whose they are, and where that is, seen from the page. */
const pages: readonly (readonly [words: RegExp, program: string, socket: string])[] = [
  [/<title>Streamlit<\/title>/, 'Streamlit', '_stcore/stream'],
  [
    /<title>Jupyter(?:Lab| Server| Notebook)<\/title>|"notebookPage"/,
    'Jupyter',
    'api/kernels/00000000-0000-4000-8000-000000000000/channels',
  ],
  [/<title>Home Assistant<\/title>/, 'Home Assistant', '/api/websocket'],
  [/<title>Node-RED<\/title>/, 'Node-RED', 'comms'],
  [/<title>code-server login<\/title>|id="vscode-workbench-web-configuration"/, 'code-server', 'stable-0'],
  [/<title>ttyd - Terminal<\/title>/, 'ttyd', 'ws'],
  [/<title>noVNC<\/title>/, 'noVNC', 'websockify'],
];

/** nginx may hand the wish to switch on by another way than other requests. */
const apart = /\bif\s*\(\s*\$http_(?:upgrade|connection)\b/;

/** What keeps the wish to switch back: whose it is, how that is known, and what to do. */
interface Keeper {
  readonly name: string;
  readonly evidence: Evidence;
  readonly fixes: readonly Fix[];
}

/** Apache hands that wish on only where it is told to (mod_proxy, "upgrade"; mod_proxy_wstunnel). */
function byApache({ end }: Talk, files: readonly ConfigurationFile[], path: string): Keeper | undefined {
  if (files.some(({ text }) => /\bupgrade=|\bwss?:\/\//i.test(text))) return undefined;
  const lines = siteLines(files, { port: end.port, host: hostIn(end.name ?? ''), path });
  const to = mapped(lines, path);
  if (!to || !('url' in to) || !/^https?:/.test(to.url)) return undefined;
  return {
    name: 'Apache',
    evidence: {
      fact: 'configuration',
      says: `${path} is passed on to ${to.url}, and nothing says upgrade=websocket`,
      source: 'the configuration of Apache',
    },
    fixes: [
      advice(
        'Hand the switch to WebSocket on',
        'At the end of the ProxyPass line that leads there: upgrade=websocket (Apache 2.4.47 and later), then apachectl graceful.',
        true,
      ),
    ],
  };
}

function keeperOf(
  talk: Talk,
  program: string,
  files: readonly ConfigurationFile[],
  master: Process | undefined,
  path: string,
): Keeper | undefined {
  if (APACHE.test(program)) return byApache(talk, files, path);
  const withheld = files.some(({ text }) => apart.test(text))
    ? undefined
    : withheldBy(talk, program, files, path);
  return withheld && { name: 'nginx', evidence: lineOf(withheld), fixes: mend(withheld, files, master) };
}

/** The page comes, and its proxy keeps back the WebSocket without which it does nothing. */
export function deadPage(
  talk: Talk,
  program: string,
  files: readonly ConfigurationFile[],
  master: Process | undefined,
): Finding | undefined {
  const { http, path } = talk.end;
  const [, whose, socket] = (http?.status === 200 && pages.find(([words]) => words.test(http.body))) || [];
  if (whose === undefined || socket === undefined) return undefined;
  const there = new URL(socket, `http://x${path ?? '/'}`).pathname;
  const keeper = keeperOf(talk, program, files, master, there);
  return (
    keeper &&
    finding(
      'warning',
      `The page of ${whose} comes, but cannot work in a browser: it needs a WebSocket, and ${keeper.name} does not hand on the browser's wish to switch to one.`,
      'no Upgrade passed on',
      [told(talk.end, `200, the page of ${whose}`), keeper.evidence],
      { fixes: keeper.fixes, outcome: 'ok' },
    )
  );
}
