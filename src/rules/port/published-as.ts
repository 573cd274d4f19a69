import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { listIn, valueIn } from '../../facts/fact.js';
import { sentTo } from '../../facts/firewall/goals.js';
import { proxiesTo } from '../../facts/namespaces/forwarder.js';
import { type Container, isMachine, type PublishedPort } from '../../facts/namespaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import { serves } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { quoteOf, sayQuote, sourceOf } from '../../firewall/quote.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { isOfService } from '../../programs/of-service.js';
import { tunnelOf } from '../../programs/proxies/tunnel.js';
import { listenersIn, nameOf } from '../namespace/inside.js';
import type { Finding, Seen } from '../rule.js';
import { at } from '../serving.js';
import { absent } from './absent.js';
import { isNear } from './likeness.js';
import type { Server } from './relatives.js';

const usePort = (published: number, instead: string, protocol: Question['protocol']): Fix => ({
  title: `Use port ${published}`,
  text: `  netcheck why ${published}${protocol === 'udp' ? '/udp' : ''}\nOr make the container again with -p ${instead}.`,
  needsRoot: false,
});

/** The container, where it is the only one that runs and publishes such a port. */
function onlyOne(
  containers: readonly Container[],
  protocol: Question['protocol'],
  fits: (published: PublishedPort) => boolean,
) {
  const found = containers.flatMap(({ running, name, engine, published }) => {
    const other = published.find(each => each.protocol === protocol && fits(each));
    return running && other ? [{ name, engine, other }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** One container, and no other, serves that port inside, and publishes it as another; or serves the web a step or two away. */
export function publishedAs(
  containers: readonly Container[],
  { port, protocol }: Question,
  near = false,
): Finding | undefined {
  const isWeb = (each: number) => protocol === 'tcp' && !isOfService(each);
  const only = onlyOne(
    containers,
    protocol,
    ({ hostPort, containerPort }) =>
      hostPort !== port &&
      (near ? isNear(hostPort, port) && isWeb(port) && isWeb(containerPort) : containerPort === port),
  );
  if (!only) return undefined;
  const { name, engine, other } = only;
  const { containerPort, hostAddress, hostPort } = other;
  return absent(
    `Nothing listens on port ${port} of this machine: container ${name} ${near ? `publishes its port ${containerPort}` : 'has it inside, and publishes it'} as port ${hostPort}.`,
    `it is on ${hostPort}`,
    [
      {
        fact: 'containers',
        says: `${name} publishes its port ${containerPort} as ${at(hostAddress, hostPort)}`,
        source: `${engine} inspect ${name}`,
      },
    ],
    [usePort(hostPort, `${port}:${containerPort}`, protocol)],
  );
}

/** A container shares this machine's network, where -p says nothing: its server is on the port that it has inside. */
export function onHostNetwork(
  containers: readonly Container[],
  listeners: readonly Socket[],
  { port, protocol }: Question,
): Finding | undefined {
  for (const { name, engine, networkMode, withheld = [] } of containers) {
    const meant = withheld.find(each => each.hostPort === port && each.protocol === protocol);
    if (networkMode !== 'host' || !meant) continue;
    const { containerPort } = meant;
    if (!listeners.some(each => serves(each, protocol) && each.local.port === containerPort)) continue;
    return absent(
      `Nothing listens on port ${port} of this machine: container ${name} was started with -p ${port}:${containerPort}, but with --network host ${engine} publishes nothing, and its server is on port ${containerPort} itself.`,
      `it is on ${containerPort}`,
      [
        {
          fact: 'containers',
          says: `The network of ${name} is host, and -p ${port}:${containerPort} counts for nothing there`,
          source: `${engine} inspect ${name}`,
        },
      ],
      [
        {
          title: `Use port ${containerPort}`,
          text: `  netcheck why ${containerPort}${protocol === 'udp' ? '/udp' : ''}\nOr make the container again without --network host (network_mode: host in a compose file), or let its server listen on ${port}.`,
          needsRoot: false,
        },
      ],
    );
  }
  return undefined;
}

/** The same by a rule that sends another port on to a namespace of this machine: nobody publishes for it. */
export function sentOnAs(
  { firewall, namespaces, containers }: Seen<never, 'firewall' | 'namespaces' | 'containers'>,
  { port, protocol }: Question,
): Finding | undefined {
  const rules = valueIn(firewall);
  const served = listIn(namespaces).filter(each =>
    listenersIn(each, protocol).some(one => one.local.port === port),
  );
  const [only, ...others] = (rules ? served : []).flatMap(space => {
    const sending = sentTo(rules!, space.addresses, port, protocol).find(({ from }) => from !== port);
    return sending && !isMachine(space) ? [{ space, ...sending }] : [];
  });
  if (!only || others.length > 0) return undefined;
  const { space, from, site } = only;
  const quote = quoteOf(site);
  return absent(
    `Nothing listens on port ${port} of this machine: ${nameOf(space, valueIn(containers))} has it inside, and a rule leads there from port ${from}.`,
    `it is on ${from}`,
    [
      {
        fact: 'firewall',
        says: `Connections to port ${from} are sent on by the rule ${sayQuote(quote)}`,
        source: sourceOf(quote),
      },
    ],
    [
      {
        title: `Use port ${from}`,
        text: `  netcheck why ${from}${protocol === 'udp' ? '/udp' : ''}\nOr add a rule like that one for port ${port}.`,
        needsRoot: false,
      },
    ],
  );
}

/** The same by the arguments of docker-proxy, where the engine tells an ordinary user nothing. */
export function handedOnAs(processes: readonly Process[], { port, protocol }: Question): Finding | undefined {
  const [proxy, ...others] = protocol === 'tcp' ? proxiesTo(processes, port) : [];
  if (!proxy || proxy.hostPort === port || others.some(each => each.hostPort !== proxy.hostPort))
    return undefined;
  const { hostAddress, hostPort, containerAddress, pid } = proxy;
  return absent(
    `Nothing listens on port ${port} of this machine: the container at ${containerAddress} has it inside, and it is published as port ${hostPort}.`,
    `it is on ${hostPort}`,
    [
      {
        fact: 'processes',
        says: `docker-proxy (pid ${pid}) hands ${at(hostAddress, hostPort)} on to ${at(containerAddress ?? '', port)}`,
        source: `/proc/${pid}/cmdline`,
      },
    ],
    [usePort(hostPort, `${port}:${port}`, protocol)],
  );
}

/** The same by a tunnel to another machine, which the port is one of: `ssh -L 8000:localhost:8888`, asked for 8888. */
export function tunnelledAs(
  servers: readonly Server[],
  files: readonly ConfigurationFile[],
  { port }: Question,
): Finding | undefined {
  const [only, ...others] = servers.flatMap(({ socket: { local }, holders }) =>
    holders.flatMap(holder => {
      const { by = '', end = '', program = '' } = tunnelOf(holder, local.port, files) ?? {};
      return by && local.port !== port && end.split(':').at(-1) === String(port)
        ? [{ local, by, end, who: `${program} (pid ${holder.pid})`, pid: holder.pid }]
        : [];
    }),
  );
  if (!only || others.some(({ local }) => local.port !== only.local.port)) return undefined;
  const { local, by, end, who, pid } = only;
  const found = absent(
    `Nothing listens on port ${port} of this machine: ${who} leads to that port of ${by} from ${at(local.address, local.port)}.`,
    `it is on ${local.port}`,
    [
      {
        fact: 'processes',
        says: `${who} takes connections on ${at(local.address, local.port)} to ${end} at ${by}`,
        source: `/proc/${pid}/cmdline`,
      },
    ],
    [
      {
        title: `Use port ${local.port}`,
        text: `  netcheck why ${local.port}\nOr open the tunnel again with port ${port} at this end as well.`,
        needsRoot: false,
      },
    ],
  );
  // Where the far end is a namespace of this machine, this is what leads there.
  return { ...found, explains: ['namespace/not-published'] };
}
