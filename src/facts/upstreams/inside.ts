import { isLoopback } from '../../net/prefix.js';
import { doorOn } from '../../programs/door.js';
import { configurationOf } from '../../programs/files.js';
import type { Passed, Upstream } from '../../programs/proxies/upstream.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import { goalsOf } from '../firewall/goals.js';
import type { FirewallRules } from '../firewall/types.js';
import { parseFibTrie } from '../namespaces/addresses.js';
import { forwardingOf } from '../namespaces/forwarder.js';
import type { Conversation, Probe } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import { parseProcNet } from '../sockets/proc-net.js';
import { textOf } from '../text-of.js';
import { likelyServers } from './guess.js';
import type { Passing, UpstreamState } from './types.js';

/** A request as the proxy that it was sent to passes it on. */
export const requestTo = (
  proxy: Process | undefined,
  { address, port, name, path }: Conversation,
): Passed => ({
  address,
  port,
  host: name?.replace(/:\d+$/, '') ?? null,
  path: path ?? '/',
  args: proxy?.command.slice(1) ?? [],
});

/** What it takes to tell where a connection came in. */
interface Around {
  readonly probes: readonly Probe[];
  /** This machine's addresses. */
  readonly addresses: readonly string[];
  readonly rules?: FirewallRules | undefined;
}

type Place = readonly [address: string, port: number];

/** Where the connections to a port come in behind it: by docker-proxy, by a rule, or at a container's own address. */
function placesBehind(
  holders: readonly Process[],
  { address, port }: Conversation,
  { addresses, rules }: Around,
): readonly Place[] {
  const { containerAddress, containerPort } =
    holders.map(each => forwardingOf(each, port)).find(each => each?.containerAddress) ?? {};
  if (containerAddress && containerPort) return [[containerAddress, containerPort]];
  if (holders.length > 0) return [];
  if (!isLoopback(address) && !addresses.includes(address)) return [[address, port]];
  const goals = rules ? goalsOf(rules, port) : [];
  return goals.flatMap(goal => (goal.address ? [[goal.address, goal.port ?? port] as const] : []));
}

/**
 * Where a proxy inside a container, into which the port leads, passes requests on to, by its configuration there.
 * Nobody is asked: a name, and localhost too, mean something else in the container's network than here.
 */
export function passedInside(
  system: System,
  holders: readonly Process[],
  failure: Conversation,
  around: Around,
): Pick<Passing, 'proxy' | 'upstreams'> | undefined {
  for (const [address, port] of placesBehind(holders, failure, around)) {
    const servers = likelyServers(system, around.probes).filter(({ pid }) =>
      parseFibTrie(textOf(system, `/proc/${pid}/net/fib_trie`, 65_536)).includes(address),
    );
    const proxy = servers.find(each => isProxy(each.name));
    if (!proxy) continue;
    const passed = { ...requestTo(proxy, failure), port };
    const files = configurationOf(proxy, servers, doorOn(system, `/proc/${proxy.pid}/root`));
    const upstreams = upstreamsOf(files, proxy.name, passed).map(each => stateInside(system, each, proxy));
    return { proxy: proxy.name, upstreams };
  }
  return undefined;
}

/** As far as it can be told from outside: that nobody listens where localhost is meant, which is the container itself. */
function stateInside(system: System, upstream: Upstream, { pid }: Process): UpstreamState {
  const { host, port } = upstream;
  const own = host !== null && /^(?:localhost$|127\.|\[?::1)/.test(host);
  const listens = ([4, 6] as const).some(family => {
    const text = textOf(system, `/proc/${pid}/net/tcp${family === 6 ? '6' : ''}`, 262_144);
    return parseProcNet(text, 'tcp', family).some(
      each => each.state === 'listen' && each.local.port === port,
    );
  });
  return {
    upstream,
    addresses: [],
    nameError: null,
    probes: [],
    socket: null,
    inside: { nobody: own && !listens },
  };
}
