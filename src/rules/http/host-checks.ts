import type { Conversation, HttpAnswer } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { baseName } from '../../programs/invocation.js';
import { hostIn } from '../talk.js';

/** A server that checks the Host header, with the setting that lets a host in. */
export interface Gatekeeper {
  readonly title: string;
  /** Once it listens elsewhere than on loopback it lets any address of this machine in, that is no name. */
  readonly onLoopbackOnly?: true;
  /** Host names that it takes at all: others no list lets in. */
  readonly names?: RegExp;
  /** `file` is where it stands, if that is known. */
  setting(host: string, file?: string): string;
}

interface Known extends Gatekeeper {
  /** What it says when it turns a host away; on the status line's reason and the body. */
  readonly words: RegExp;
  readonly statuses: readonly number[];
  /** An application may say the same of a host that it was given in a query. */
  readonly vague?: true;
  /** Who listens runs programs of another language: these words are its own. */
  readonly notOf?: RegExp;
  /** Its page, which does not say why: it is the name where the same request is let in by another one. */
  readonly page?: RegExp;
}

const quoted = (host: string): string => `'${host.replace(/['\\]/g, '')}'`;

/** A list of hosts with this one, and those that developers ask by. */
const listWith = (host: string): string =>
  `[${[...new Set([host, 'localhost', '127.0.0.1'])].map(quoted).join(', ')}]`;

/** By their own words, the more particular ones first. */
const known: readonly Known[] = [
  {
    title: 'Vite',
    words: /Blocked request\. This host[\s\S]*allowedHosts[\s\S]*vite|vite[\s\S]*Blocked request/i,
    statuses: [403],
    setting: host =>
      `In vite.config.js: server: { allowedHosts: [${quoted(host)}] } (preview.allowedHosts for vite preview), then start it again. Astro and Nuxt have a file of their own instead, astro.config.mjs and nuxt.config.ts: vite: { server: { allowedHosts: [${quoted(host)}] } } there.`,
  },
  {
    title: 'The development server',
    words: /Blocked request\. This host/i,
    statuses: [403],
    setting: host => `Add ${quoted(host)} to server.allowedHosts in its configuration, then start it again.`,
  },
  {
    title: 'Django',
    words:
      /DisallowedHost|Invalid HTTP_HOST header|<title>Bad Request \(400\)<\/title>[\s\S]*<h1>Bad Request \(400\)<\/h1>/,
    statuses: [400],
    // host_validation_re (django/http/request.py) follows RFC 1034, which has no underscore.
    names: /^[a-z\d.:-]+$/i,
    setting: (host, file = 'settings.py') =>
      `In ${file}: ALLOWED_HOSTS = ${listWith(host)}, then start it again.`,
  },
  {
    title: 'webpack-dev-server',
    words: /^\s*Invalid Host(\/Origin)? header\s*$/,
    statuses: [200, 403, 400],
    setting: host =>
      `For webpack-dev-server: devServer: { allowedHosts: [${quoted(host)}] }; for Create React App in .env: DANGEROUSLY_DISABLE_HOST_CHECK=true.`,
  },
  {
    title: 'TrustedHostMiddleware (FastAPI, Starlette)',
    words: /^\s*Invalid host header\s*$/,
    statuses: [400],
    notOf: /^(?:node|bun|deno|java|ruby|puma|php|dotnet)\b/,
    setting: host =>
      `app.add_middleware(TrustedHostMiddleware, allowed_hosts=${listWith(host)}), then start it again.`,
  },
  {
    title: 'Rails',
    words: /Blocked hosts?:|config\.hosts/i,
    statuses: [403],
    setting: host =>
      `In config/environments/development.rb: config.hosts << "${host.replace(/["\\#]/g, '')}", then start it again.`,
  },
  {
    title: 'Jupyter',
    words: /Blocking request with non-local 'Host'|allow_remote_access/i,
    page: /\bJupyter (?:Server|Notebook)\b/,
    statuses: [403],
    // allow_remote_access follows the address (jupyter_server/serverapp.py).
    onLoopbackOnly: true,
    setting: () => 'jupyter server --ServerApp.allow_remote_access=True; and only with a token or password.',
  },
  {
    title: 'esbuild',
    // Its list is made of the addresses that it listens on (pkg/api/serve_other.go).
    words: /^403 - Forbidden: The host "[^"]*" is not allowed\s*$/,
    statuses: [403],
    onLoopbackOnly: true,
    setting: () =>
      'It lets in localhost and the addresses that it listens on: ask by one of those, or let a proxy in front send Host: localhost.',
  },
  {
    title: 'Sinatra',
    words: /^\s*Host not permitted\s*$/i,
    statuses: [403],
    setting: host => `set :host_authorization, permitted_hosts: ["${host.replace(/["\\#]/g, '')}"]`,
  },
  {
    title: 'Flask',
    words: /Host [^ ]+ is not trusted/i,
    statuses: [400],
    setting: host => `TRUSTED_HOSTS in the app's configuration needs ${quoted(host)}.`,
  },
  {
    title: 'ASP.NET Core',
    words: /Bad Request - Invalid Hostname/i,
    statuses: [400],
    setting: host => `In appsettings.json: "AllowedHosts": "${host.replace(/["\\]/g, '')};localhost".`,
  },
  {
    title: 'Nextcloud',
    words: /Access through untrusted domain|trusted_domains/i,
    statuses: [400],
    setting: host =>
      `occ config:system:set trusted_domains 9 --value=${host.replace(/[^\w.:-]/g, '')}\nWith a number that no other one has: occ config:system:get trusted_domains lists them, from 0.`,
  },
  {
    title: 'Transmission',
    words: /rpc-host-whitelist/i,
    statuses: [421],
    setting: host =>
      `In settings.json, with it stopped: "rpc-host-whitelist": "${host.replace(/["\\]/g, '')}".`,
  },
  {
    title: 'Syncthing',
    words: /^\s*Host check error\s*$/i,
    statuses: [403],
    setting: () => 'In its configuration: <insecureSkipHostcheck>true</insecureSkipHostcheck> within <gui>.',
  },
  {
    // Its log alone says "invalid Host: field"; over loopback no alias helps (valid_host in scheduler/client.c).
    title: 'CUPS',
    words: /<TITLE>Bad Request - CUPS\b/,
    statuses: [400],
    setting: host =>
      `In cupsd.conf: ServerAlias ${host.replace(/[^\w.:-]/g, '')} (ServerAlias * for any name), then restart cups. An address needs no alias, and over loopback it takes localhost alone.`,
  },
  {
    title: 'The server',
    words:
      /^\W{0,3}(?:"?(?:error|message|detail)"?: {0,2}"?)?(?:invalid|unknown|bad|untrusted|disallowed) host(?: ?name)?\b/i,
    statuses: [400, 403, 421],
    vague: true,
    setting: host =>
      `Its list of hosts needs ${host}: the setting is called ALLOWED_HOSTS, allowedHosts, trusted hosts or alike.`,
  },
];

/** Who turned the host away that asked for `path`, by its own words, or by its page where another name is `welcome`; `owner` listens. */
export const gatekeeperOf = (
  { status, reason, body }: HttpAnswer,
  path: string | null,
  welcome = false,
  owner?: Process,
): Gatekeeper | undefined =>
  known.find(
    ({ words, statuses, vague, page, notOf }) =>
      statuses.includes(status) &&
      !notOf?.test(baseName(owner?.command[0] ?? '')) &&
      !(vague && path?.includes('?')) &&
      (words.test(body) || words.test(reason) || (welcome && page?.test(body) === true)),
  );

/** It lets only localhost in over loopback, and any address that is no name over a network, as CUPS does (valid_host in its client.c). */
export function mindsLoopback({ http, address, name, path }: Conversation): boolean {
  const host = hostIn(name ?? address);
  if (!http || !isLoopback(address) || familyOf(host) === undefined || isLoopback(host)) return false;
  return /^CUPS\//.test(http.headers.server ?? '') || gatekeeperOf(http, path, true)?.onLoopbackOnly === true;
}
