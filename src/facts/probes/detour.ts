import { inPrefix, isPrivate } from '../../net/prefix.js';
import { openStream } from '../../system/tcp/stream.js';
import { type Fact, valueIn } from '../fact.js';
import { isInner } from '../interfaces/networks.js';
import { isTunnel } from '../interfaces/tunnels.js';
import type { Interface } from '../interfaces/types.js';
import type { Route, RouteLookup, Routing } from '../routes/types.js';
import { outcomeOf } from './connect.js';
import type { Probe } from './types.js';

/** Whoever is there answers the first SYN, or the second one, which is sent a second later; milliseconds. */
const PATIENCE = 1500;

/** Nobody answered there. */
const isSilent = ({ outcome, protocol }: Probe): boolean =>
  protocol === 'tcp' && ['timeout', 'host-unreachable', 'network-unreachable'].includes(outcome);

/** It is sent to a bridge of this machine's own, and is to be found there itself; or, as a private address, into a tunnel. */
function isAside({ to, gateway, device }: RouteLookup, interfaces: readonly Interface[]): boolean {
  if (isTunnel(device, interfaces)) return isPrivate(to);
  const bridge = interfaces.find(({ name }) => name === device);
  if (!bridge || gateway !== null) return false;
  return bridge.kind === 'bridge' || bridge.kind === 'dummy' || isInner(bridge, interfaces);
}

/** The interface of the next best route there. */
function otherDevice(routes: readonly Route[], { to, device }: RouteLookup): string | undefined {
  const family = to.includes(':') ? 6 : 4;
  const reaches = (route: Route) =>
    route.family === family && (route.destination === 'default' || inPrefix(to, route.destination));
  const length = ({ destination }: Route) => Number(destination.split('/')[1] ?? 0);
  const others = routes.filter(
    route => route.type === 'unicast' && route.device !== null && route.device !== device && reaches(route),
  );
  return others.toSorted((one, two) => length(two) - length(one))[0]?.device ?? undefined;
}

/** Connects once more, by that interface. Undefined where no interface can be chosen, or no time is left to wait for an answer. */
async function byDevice(
  { address, port }: Probe,
  device: string,
  deadline: number,
): Promise<Probe['detour']> {
  const until = performance.now() + PATIENCE;
  if (until > deadline) return undefined;
  const opened = await openStream(address, port, until, { device });
  if (!opened) return undefined;
  if (!('descriptor' in opened)) return { device, outcome: outcomeOf(opened.errno ?? 'ETIMEDOUT') };
  opened.close();
  return { device, outcome: 'connected' };
}

/**
 * A target that is looked for on a bridge of containers, or behind a tunnel, and is silent there, is tried once more by
 * the interface of the next best route: whoever answers there is hidden. For a public address a tunnel is not gone
 * around, for its traffic is meant to stay in it. `deadline` is performance.now() time.
 */
export function withDetours(
  probes: readonly Probe[],
  routing: Fact<Routing>,
  interfaces: readonly Interface[],
  deadline: number,
): Promise<readonly Probe[]> {
  const { lookups = [], routes = [] } = valueIn(routing) ?? {};
  return Promise.all(
    probes.map(async probe => {
      const lookup = lookups.find(
        ({ to, from, input }) => to === probe.address && from === null && input === null,
      );
      if (!isSilent(probe) || !lookup || !isAside(lookup, interfaces)) return probe;
      const device = otherDevice(routes, lookup);
      const detour = device === undefined ? undefined : await byDevice(probe, device, deadline);
      return detour ? { ...probe, detour } : probe;
    }),
  );
}
