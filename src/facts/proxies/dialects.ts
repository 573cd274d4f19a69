import { curlLead } from './curl-leads.js';
import { curlSettings } from './curlrc.js';
import {
  type Bypass,
  curlBypasses,
  type Destination,
  goBypasses,
  nodeBypasses,
  requestsBypasses,
  urllibBypasses,
  wgetBypasses,
} from './no-proxy.js';
import { ownSetting } from './own-files.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that a client uses for a destination, and the variable that says so. */
export interface Choice {
  readonly variable: string;
  readonly url: string;
}

/** One client's way of reading the proxy variables. */
export interface Client {
  /** As people call it. */
  readonly name: string;
  /** The variables that it looks at for a scheme, first one first. */
  readonly variables: Readonly<Record<'http' | 'https', readonly string[]>>;
  readonly exceptions: readonly string[];
  readonly bypasses: Bypass;
  /** It reads the variables, or goes by a proxy at all, only where one of these is set. */
  readonly onlyWith?: readonly string[];
}

const either = (name: string): string[] => [name, name.toUpperCase()];
const exceptions = either('no_proxy');

const ofNpm = [ownSetting('.npmrc', 'https-proxy'), ownSetting('.npmrc', 'proxy')];
const ofGit = [ownSetting('.gitconfig', 'proxy'), ownSetting('.config/git/config', 'proxy')];
const ofPip = [ownSetting('.config/pip/pip.conf', 'proxy'), ownSetting('.pip/pip.conf', 'proxy')];
const ofWget = (name: string) => [ownSetting('.wgetrc', name), name];
const forBoth = (names: readonly string[]) => ({ http: names, https: names });

/** The clients that read proxy variables, the most used first. Java reads none, and Node by itself none either. */
export const clients: readonly Client[] = [
  {
    name: 'curl',
    // HTTP_PROXY in upper case could be set by a request to a CGI program, so curl reads it in lower case only.
    variables: {
      http: [curlSettings.proxy, 'http_proxy', ...either('all_proxy')],
      https: [curlSettings.proxy, ...either('https_proxy'), ...either('all_proxy')],
    },
    exceptions: [curlSettings.exceptions, ...exceptions],
    bypasses: curlBypasses,
  },
  {
    name: 'wget',
    variables: { http: ofWget('http_proxy'), https: ofWget('https_proxy') },
    exceptions: ofWget('no_proxy'),
    bypasses: wgetBypasses,
  },
  {
    name: "Python's urllib",
    variables: { http: either('http_proxy'), https: either('https_proxy') },
    exceptions,
    bypasses: urllibBypasses,
  },
  {
    name: "Python's requests",
    variables: {
      http: [...either('http_proxy'), ...either('all_proxy')],
      https: [...either('https_proxy'), ...either('all_proxy')],
    },
    exceptions,
    bypasses: requestsBypasses,
  },
  {
    name: 'axios',
    variables: {
      http: [...either('http_proxy'), ...either('all_proxy')],
      https: [...either('https_proxy'), ...either('all_proxy')],
    },
    exceptions,
    bypasses: nodeBypasses,
  },
  {
    name: "Node's fetch",
    variables: { http: either('http_proxy'), https: [...either('https_proxy'), ...either('http_proxy')] },
    exceptions,
    bypasses: nodeBypasses,
    onlyWith: ['NODE_USE_ENV_PROXY'],
  },
  {
    name: 'Go programs',
    variables: { http: ['HTTP_PROXY', 'http_proxy'], https: ['HTTPS_PROXY', 'https_proxy'] },
    exceptions: ['NO_PROXY', 'no_proxy'],
    bypasses: goBypasses,
  },
  {
    name: 'npm',
    variables: forBoth(ofNpm),
    exceptions: [ownSetting('.npmrc', 'noproxy'), ...exceptions],
    bypasses: nodeBypasses,
    onlyWith: ofNpm,
  },
  // Both read the variables too, in which they are like curl and requests.
  { name: 'git', variables: forBoth(ofGit), exceptions, bypasses: curlBypasses, onlyWith: ofGit },
  { name: 'pip', variables: forBoth(ofPip), exceptions: [], bypasses: requestsBypasses, onlyWith: ofPip },
];

/** Whether a client goes by proxies at all, as its settings are. */
export const readsProxies = ({ onlyWith }: Client, environment: Environment): boolean =>
  !onlyWith || onlyWith.some(name => environment[name]);

const firstSet = (names: readonly string[], environment: Environment): string | undefined =>
  names.find(name => environment[name]);

/** The proxy by which this client goes to the destination, or where its own settings lead it; undefined where it goes directly. */
export function proxyFor(
  client: Client,
  environment: Environment,
  scheme: 'http' | 'https',
  destination: Destination,
): Choice | undefined {
  if (!readsProxies(client, environment)) return undefined;
  const variable = firstSet(client.variables[scheme], environment);
  const list = environment[firstSet(client.exceptions, environment) ?? ''] ?? '';
  if (variable !== undefined && !client.bypasses(list, destination))
    return { variable, url: environment[variable]! };
  // A proxy looks the name up by itself.
  return client.name === 'curl' ? curlLead(environment, destination) : undefined;
}
