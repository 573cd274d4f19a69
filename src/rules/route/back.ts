import { ANSWERS } from '../../facts/interfaces/clients.js';
import { isInner, isNear, stateOf } from '../../facts/interfaces/networks.js';
import { isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Vantage } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { below } from '../interface/place.js';
import { host, inMain, ipFor } from './way.js';

/** The kernel has heard of an address by an interface. */
export const isHeard = (
  { neighbours }: Pick<Routing, 'neighbours'>,
  address: string,
  device: string | null,
): boolean =>
  neighbours.some(each => each.device === device && each.address === address && ANSWERS.has(each.state));

/** The client is on the network of an interface by its prefix. */
export const isOnNetworkOf = (
  client: string,
  name: string | null,
  interfaces: readonly Interface[],
): boolean =>
  (interfaces.find(item => item.name === name)?.addresses ?? []).some(each => isNear(each, client));

/** The client sits on that interface's own network, and that is a real one: it hears what is sent there. */
export function isOn(client: string, device: string, interfaces: readonly Interface[]): boolean {
  const item = interfaces.find(({ name }) => name === device);
  if (!item || stateOf(item, interfaces) !== 'up' || item.kind === 'dummy') return false;
  return (
    !isTunnel(device, interfaces) && !isInner(item, interfaces) && isOnNetworkOf(client, device, interfaces)
  );
}

/**
 * The client was heard of on the very cable that the way back leads to, and is on no network of the interface that it is
 * taken to come in by: a host route leads to it, and it comes in there.
 */
export const isHeardThere = (
  { to, gateway, device }: RouteLookup,
  { kind, input }: Vantage,
  routing: Routing,
  interfaces: readonly Interface[],
): boolean =>
  kind === 'address' &&
  gateway === null &&
  isHeard(routing, to, device) &&
  !isOnNetworkOf(to, input, interfaces);

/** Somebody was heard of by IPv4 on an interface. */
const isAnybodyHeard = ({ neighbours }: Routing, device: string | null): boolean =>
  neighbours.some(each => each.device === device && !each.address.includes(':') && ANSWERS.has(each.state));

/** A macvlan is on the cable of the interface that it rests on. */
export function sharesCable(device: string, input: string | null, interfaces: readonly Interface[]): boolean {
  const item = interfaces.find(({ name }) => name === device);
  return item?.kind === 'macvlan' && below(item, interfaces).some(({ name }) => name === input);
}

/**
 * Whoever is on a network of two cards, which are on one wire as a rule, comes by the one that the way back leads to, and
 * by which others were heard of: where the other filters strictly, it does not answer ARP either (net/ipv4/arp.c, arp_process).
 */
export const comesByTheOther = (
  { to, gateway, device }: RouteLookup,
  { kind, input }: Vantage,
  routing: Routing,
  interfaces: readonly Interface[],
): boolean =>
  kind === 'lan' &&
  gateway === null &&
  device !== null &&
  (isOn(to, device, interfaces) || sharesCable(device, input, interfaces)) &&
  isAnybodyHeard(routing, device) &&
  !isAnybodyHeard(routing, input);

/** How a client is reached by the interface that it comes in by; `known` says why that is certain enough to type. */
interface Hop {
  readonly words: string;
  readonly known: string;
}

/** A route says that the client is on a cable itself, though on another one than it comes in by. */
const isOnACable = (routing: Routing, client: string, input: string): boolean => {
  const route = inMain(routing, client);
  return route?.type === 'unicast' && route.gateway === null && route.device !== input;
};

/**
 * The next hop towards a client by one interface: the cable itself where the client is on its network or was heard of
 * there, the router that routes by that interface name, or the only machine that was heard of on it; the cable where
 * the route of now names no router either.
 */
function hopTo(
  client: string,
  input: string,
  routing: Routing,
  interfaces: readonly Interface[],
): Hop | undefined {
  const { neighbours, routes } = routing;
  const by = `dev ${quoted(input)}`;
  const heard = neighbours.filter(
    ({ device, state, hardwareAddress, address }) =>
      device === input &&
      hardwareAddress !== null &&
      ANSWERS.has(state) &&
      address.includes(':') === client.includes(':') &&
      !address.startsWith('fe80'),
  );
  if (isOnNetworkOf(client, input, interfaces))
    return { words: by, known: `${client} is on the network of ${input}` };
  if (isHeard(routing, client, input))
    return { words: by, known: `${client} was heard of on ${input} itself` };
  const router = routes.find(
    ({ device, gateway, type }) =>
      device === input &&
      type === 'unicast' &&
      gateway !== null &&
      gateway.includes(':') === client.includes(':'),
  )?.gateway;
  if (router) return { words: `via ${router} ${by}`, known: `${router} is the router on ${input}` };
  const only = heard.length === 1 ? heard[0]!.address : undefined;
  if (only) return { words: `via ${only} ${by}`, known: `${only} is the only machine heard of on ${input}` };
  return isOnACable(routing, client, input)
    ? {
        words: by,
        known: `The route of now leads to ${client} without a router; if there is one on ${input}, add "via ROUTER"`,
      }
    : undefined;
}

/** Gives a client a route back by the interface that it comes in by, in a step where the next hop is known. */
export function routeBack(
  client: string,
  input: string,
  routing: Routing,
  interfaces: readonly Interface[],
): Fix {
  const ip = ipFor(client);
  const hop = hopTo(client, input, routing, interfaces);
  const title = `Send the replies to ${client} out by ${input}`;
  if (hop)
    return {
      title,
      steps: [{ do: 'run', command: `${ip} route replace ${host(client)} ${hop.words}` }],
      text: `${hop.known}. It lasts until the next reboot; write it into the configuration of the network to keep it, for the client's whole network rather than for the one address.`,
      needsRoot: true,
    };
  return {
    title,
    text: `  sudo ${ip} route add ${host(client)} via ROUTER dev ${quoted(input)}\nROUTER is the router that the client's packets come through (without "via ROUTER" where it is on the same cable).`,
    needsRoot: true,
  };
}
