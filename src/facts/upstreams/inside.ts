import { doorOn } from '../../programs/door.js';
import { configurationOf } from '../../programs/files.js';
import type { Passed, Upstream } from '../../programs/proxies/upstream.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import { forwardingOf } from '../namespaces/forwarder.js';
import type { Conversation, Probe } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import { parseProcNet } from '../sockets/proc-net.js';
import { textOf } from '../text-of.js';
import { likelyServers } from './guess.js';
import type { Passing, UpstreamState } from './types.js';

/** A request as the proxy that it was sent to passes it on. */
export const requestTo = (proxy: Process | undefined, { port, name, path }: Conversation): Passed => ({
  port,
  host: name?.replace(/:\d+$/, '') ?? null,
  path: path ?? '/',
  args: proxy?.command.slice(1) ?? [],
});

/**
 * Where a proxy inside a container, whose port docker-proxy hands on, passes requests on to, by its configuration there.
 * Nobody is asked: a name, and localhost too, mean something else in the container's network than here.
 */
export function passedInside(
  system: System,
  holders: readonly Process[],
  failure: Conversation,
  probes: readonly Probe[],
): Pick<Passing, 'proxy' | 'upstreams'> | undefined {
  const { containerAddress, containerPort } =
    holders.map(each => forwardingOf(each, failure.port)).find(each => each?.containerAddress) ?? {};
  if (!containerAddress || !containerPort) return undefined;
  const servers = likelyServers(system, probes).filter(({ pid }) =>
    textOf(system, `/proc/${pid}/net/fib_trie`, 65_536).includes(` ${containerAddress}\n`),
  );
  const proxy = servers.find(each => isProxy(each.name));
  if (!proxy) return undefined;
  const passed = { ...requestTo(proxy, failure), port: containerPort };
  const files = configurationOf(proxy, servers, doorOn(system, `/proc/${proxy.pid}/root`));
  const upstreams = upstreamsOf(files, proxy.name, passed).map(each => stateInside(system, each, proxy));
  return { proxy: proxy.name, upstreams };
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
