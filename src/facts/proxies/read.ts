import { isLoopback, isWildcard } from '../../net/prefix.js';
import type { Target } from '../../net/target.js';
import type { System } from '../../system/system.js';
import { type Fact, known } from '../fact.js';
import { environmentTyped } from '../typist.js';
import { attempt } from './attempt.js';
import { attemptBound } from './bound.js';
import { isLead, isWayOut, optionsOf } from './curl-leads.js';
import { isCurls, readCurlrc } from './curlrc.js';
import { type Opened, openedFor, securedOf } from './destination.js';
import { type Choice, clients, proxyFor } from './dialects.js';
import { fileOf, readOwnFiles } from './own-files.js';
import { hidePassword, parseProxyUrl } from './proxy-url.js';
import type { ProxyAttempt, ProxyVariables } from './types.js';

const VARIABLES = new Set([
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'ws_proxy',
  'wss_proxy',
  'node_use_env_proxy',
]);
/** How long a proxy may take for a URL, and for a port that nobody may ask in HTTP, milliseconds. */
const LIMITS = { asked: 3000, connect: 1500 };
const MOST = 4;

/** A proxy, and what it is asked for. */
interface Goal extends Choice {
  readonly goal: Opened;
}

const NOTHING: ProxyVariables = { variables: {}, attempts: [] };

/** A variable, or curl's own: the proxy is asked for the very target. */
const isAskedOf = (setting: string): boolean => isCurls(setting) || fileOf(setting) === undefined;

/** Those that are asked come first: one that another program has too is asked all the same. */
function choicesFor(variables: Readonly<Record<string, string>>, goal: Opened): readonly Choice[] {
  const all = clients.flatMap(client => proxyFor(client, variables, goal.scheme, goal) ?? []);
  const asked = ({ variable }: Choice) => Number(isAskedOf(variable));
  return all.sort((a, b) => asked(b) - asked(a));
}

const isHere = (host: string): boolean =>
  /(?:^|\.)localhost$/.test(host) || isLoopback(host) || isWildcard(host);

/** The proxy variables of the environment, in their own case. */
const proxyVariables = (env: System['env']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      VARIABLES.has(name.toLowerCase()) && value ? [[name, value.slice(0, 4096)]] : [],
    ),
  );

/**
 * Reads the caller's proxy variables, and tries once each proxy by which some client would go to the target: a
 * connection, and for a URL the very request; for one without TLS, which may lead to the same in TLS, a connection to the
 * proxies of that too. Passwords are left out of what is returned. `deadline` is in
 * performance.now() time.
 */
export async function readProxies(
  system: System,
  target: Target,
  deadline: number,
): Promise<Fact<ProxyVariables>> {
  const opened = openedFor(target);
  const env = environmentTyped(system);
  const typed = { ...system, env };
  const curls = opened ? readCurlrc(typed) : { settings: {} };
  // What is asked of this machine itself is seldom for the programs that fetch what others have.
  const others = opened?.asked && !isHere(opened.host) ? readOwnFiles(typed) : {};
  const variables = { ...others, ...proxyVariables(env), ...curls.settings };
  const source = "the caller's environment";
  if (!opened || Object.keys(variables).length === 0)
    return known({ ...NOTHING, variables: hidden(variables) }, source);
  const secured = securedOf(opened);
  const choices = new Map<string, Goal>();
  for (const goal of secured ? [opened, secured] : [opened])
    for (const choice of choicesFor(variables, goal))
      if (!choices.has(choice.url) && (goal.asked || !isWayOut(choice.variable)))
        choices.set(choice.url, { ...choice, goal });
  const now = performance.now();
  const attempts = await Promise.all(
    [...choices.values()].slice(0, MOST).map(async ({ variable, url, goal }): Promise<ProxyAttempt> => {
      const lead = isLead(variable);
      const named = isCurls(variable) ? curls.file : fileOf(variable);
      const file = named !== undefined && { file: named };
      // What a program beside curl makes of its proxy is its own business, as long as the proxy is there.
      const asks = goal.asked && isAskedOf(variable);
      const limit = Math.min(deadline, now + (asks ? LIMITS.asked : LIMITS.connect));
      if (isWayOut(variable)) {
        const { host, port } = goal;
        const result = await attemptBound(system, optionsOf(variable, url), goal, limit);
        return { variable, ...file, url, host, port, ...result };
      }
      const proxy = parseProxyUrl(lead ? url.replace(/^tcp/, 'http') : url);
      const base = {
        variable,
        ...file,
        url: hidePassword(url),
        host: proxy?.host ?? '',
        port: proxy?.port ?? 0,
      };
      if (!proxy) return { ...base, connected: false, errno: 'EINVAL', answer: null };
      return { ...base, ...(await attempt(proxy, goal, asks && !lead, limit)) };
    }),
  );
  return known({ variables: hidden(variables), attempts }, source);
}

const hidden = (variables: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, hidePassword(value)]));
