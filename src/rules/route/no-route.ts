import { holderOf } from '../../facts/interfaces/clients.js';
import { isInner, type Network, networksOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import { inPrefix, isLinkLocal } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { byZone } from '../interface/place.js';
import { untilReboot } from '../lasting.js';
import { defineRule, type Finding } from '../rule.js';
import { clientRoute } from './client-route.js';
import { CUT_OFF, isCutOff, outOfIt } from './cut-off.js';
import { mainUnasked } from './main-unasked.js';
import { narrow } from './narrow.js';
import { evidenceOf, inMain, ipFor, wayOut } from './way.js';

/** Found where the kernel's own lookup for the target ends without a route, or cannot even be made: a link-local address without its interface. */
export const rule = defineRule({
  code: 'route/no-route',
  needs: ['routes', 'interfaces'],
  mayUse: ['namespaces', 'containers'],
  gate: true,
  through: true,
  explainedBy: ['route/blackhole', 'interface/down', 'interface/no-carrier', 'interface/no-address'],
  check({ routes, interfaces, namespaces, containers }, question) {
    const passes = question.behind !== undefined || isBridges(question, interfaces);
    const named = question.local && question.vantage.kind === 'address';
    if (passes || named) {
      const client = clientRoute({ interfaces, namespaces, containers }, question);
      // To this machine's other addresses a client is taken to know the way, unless it is seen not to.
      return passes || (client && 'severity' in client) ? client : undefined;
    }
    const { address, vantage } = question;
    if (vantage.kind === 'self' && isWithoutZone(address)) return zoneless(question, interfaces);
    const lookup = wayOut(routes, question);
    if (lookup?.type === 'broadcast') return toEverybody(lookup, question);
    if (lookup?.error !== 'ENETUNREACH') return undefined;
    if (isByLoopback(address, interfaces)) return zoneless(question, interfaces);
    const { why, fixes } = whyNone(routes, interfaces, question);
    return {
      severity: 'error',
      summary: `This machine has no route to ${address}: ${why}.`,
      says: `no route to ${address}`,
      outcome: 'unreachable',
      evidence: [evidenceOf(lookup)],
      fixes,
    };
  },
});

/** Why the kernel finds no route at all, and what gives it one. */
function whyNone(
  routes: Routing,
  interfaces: readonly Interface[],
  { address, family }: Question,
): { readonly why: string; readonly fixes: readonly Fix[] } {
  if (isCutOff(interfaces)) return { why: CUT_OFF, fixes: [outOfIt] };
  const unasked = mainUnasked(routes, address);
  if (unasked) return { why: unasked.why, fixes: [unasked.fix] };
  const off = family === 6 ? withoutIpv6(interfaces, byZone(address, interfaces)) : undefined;
  if (off) return { why: whyWithout(off), fixes: [switchOn(off)] };
  // A VRF has its routes in its own table.
  const bound = interfaces.filter(({ master }) => master !== null).map(({ name }) => name);
  const lost = networksOf(interfaces).find(
    ({ network, state, interface: device }) =>
      state === 'up' && network !== null && inPrefix(address, network) && !bound.includes(device),
  );
  if (lost?.network)
    return {
      why: `it is on the network of ${lost.interface} (${lost.network}), and the route to that network is gone`,
      fixes: [routeAgain(address, lost.network, lost)],
    };
  const hasDefault = routes.routes.some(
    route => route.family === family && route.destination === 'default' && route.type === 'unicast',
  );
  const ownFamily = networksOf(interfaces).some(place => place.family === family && place.usable);
  const why = reason(family, hasDefault, ownFamily);
  const add = addRoute(address, inMain(routes, address) !== undefined);
  const near = narrow(interfaces, family, address);
  return near ? { why: `${why}; ${near.says}`, fixes: [near.fix, add] } : { why, fixes: [add] };
}

/** Who is elsewhere asks for the address that this machine has on a bridge of its containers: few routes lead there. */
const isBridges = ({ address, local, vantage }: Question, interfaces: readonly Interface[]): boolean => {
  const holder = local && vantage.kind !== 'self' ? holderOf(address, interfaces) : undefined;
  return holder?.kind === 'bridge' && holder.name !== vantage.input && isInner(holder, interfaces);
};

/** IPv6 needs links that carry this much (RFC 8200, 5); the kernel takes it off those that do not. */
const LEAST_MTU = 1280;

/** The one interface to others that is up, or the one that was said, with no IPv6 address at all, not even the link-local one that comes by itself. */
function withoutIpv6(interfaces: readonly Interface[], said: Interface | undefined): Interface | undefined {
  if (said) return said.addresses.some(({ family }) => family === 6) ? undefined : said;
  const up = interfaces.filter(
    item => item.flags.includes('UP') && !item.flags.includes('LOOPBACK') && !isInner(item, interfaces),
  );
  const own = up.filter(item => item.master === null && item.type === 'ether' && item.addresses.length > 0);
  const some = up.some(item => item.addresses.some(({ family }) => family === 6));
  return some || own.length !== 1 ? undefined : own[0];
}

const whyWithout = ({ name, mtu }: Interface): string =>
  mtu < LEAST_MTU
    ? `IPv6 is off on ${name}, whose MTU of ${mtu} is below the ${LEAST_MTU} that it needs`
    : `${name} has no IPv6 address, not even the link-local one that comes by itself: IPv6 is off there, or its addresses were taken away`;

const switchOn = ({ name, mtu }: Interface): Fix => ({
  title: 'Switch IPv6 on',
  text: `  sudo ${mtu < LEAST_MTU ? `ip link set ${quoted(name)} mtu 1500` : `sysctl -w ${quoted(`net.ipv6.conf.${name.replaceAll('.', '/')}.disable_ipv6=0`)}`}\nThen set its IPv6 addresses again: the kernel forgot them. ${mtu < LEAST_MTU ? 'Keep the MTU where the interface is configured.' : untilReboot}`,
  needsRoot: true,
});

const isWithoutZone = (address: string): boolean =>
  address.includes(':') && isLinkLocal(address) && !address.includes('%');

const isByLoopback = (address: string, interfaces: readonly Interface[]): boolean =>
  isLinkLocal(address) && byZone(address, interfaces)?.flags.includes('LOOPBACK') === true;

/** Every interface has the link-local network: without a name the kernel does not choose one, and loopback has none. */
function zoneless({ address: asked, port }: Question, interfaces: readonly Interface[]): Finding {
  const [address] = asked.split('%');
  const wrong = byZone(asked, interfaces)?.name;
  const names = interfaces
    .filter(item => item.flags.includes('UP') && item.addresses.some(own => isWithoutZone(own.address)))
    .map(item => item.name);
  const name = names[0] ?? 'INTERFACE';
  return {
    severity: 'error',
    summary: `${address} is a link-local address, of which every network has its own, and ${wrong ? `${wrong} has none` : 'it was not said by which interface'}. Interfaces that are up and have one: ${names.join(', ') || 'none'}.`,
    says: 'link-local address without its interface',
    headline: 'a link-local address needs the name of its interface',
    outcome: 'unreachable',
    evidence: [
      {
        fact: 'interfaces',
        says: `interfaces with a link-local network: ${names.join(', ') || 'none'}`,
        source: 'rtnetlink',
      },
    ],
    fixes: [
      {
        title: 'Say the interface with the address',
        text: `netcheck why '[${address}%${name}]:${port}'. In a URL for curl: http://[${address}%25${name}]:${port}/; browsers take none of them.`,
        needsRoot: false,
      },
    ],
  };
}

/**
 * TCP leads to one machine: connect() gives ENETUNREACH for a network's broadcast address (net/ipv4/tcp_ipv4.c). By UDP it
 * gives EACCES to programs that did not set SO_BROADCAST (udp(7)).
 */
const toEverybody = (lookup: RouteLookup, { protocol }: Question): Finding => ({
  severity: 'error',
  summary: `${lookup.to} is no machine's address: it means everybody on the network of ${lookup.device ?? 'this machine'} (broadcast), and ${protocol === 'tcp' ? 'TCP leads to one machine only' : 'only programs made for that may send there (SO_BROADCAST)'}.`,
  says: `${lookup.to} is a broadcast address`,
  headline: 'it is a broadcast address',
  outcome: 'unreachable',
  evidence: [evidenceOf(lookup)],
  fixes: [
    {
      title: 'Ask for the address of the machine that is meant',
      text: 'Who was heard of on that network:\n  ip neigh',
      needsRoot: false,
    },
  ],
});

function reason(family: 4 | 6, hasDefault: boolean, ownFamily: boolean): string {
  if (!ownFamily) return `no interface has an IPv${family} address that reaches further than its own cable`;
  return hasDefault
    ? 'neither its networks nor its default route lead there'
    : 'it is on none of its networks, and there is no default route';
}

/** The route that the kernel makes by itself where an address is set (ip-address(8), noprefixroute). */
const routeAgain = (
  target: string,
  network: string,
  { interface: device, family, address }: Network,
): Fix => ({
  title: `Give the network of ${device} its route again`,
  steps: [
    {
      do: 'run',
      command: `${ipFor(target)} route replace ${network} dev ${quoted(device)}${family === 4 && address ? ` src ${address}` : ''}`,
    },
  ],
  text: 'The kernel makes it where the address is set: it stays unless something takes it away again.',
  needsRoot: true,
});

const addRoute = (address: string, other: boolean): Fix => ({
  title: other ? 'Add a route to that network' : 'Add a default route, or one to that network',
  text: `  ${ipFor(address)} route add ${other ? address : 'default'} via ROUTER\nROUTER is the address of a router on one of this machine's networks; make it last in the configuration of the network (netplan, NetworkManager, /etc/network/interfaces).${address.includes(':') ? ' A route that a router announced is lost where IPv6 is forwarded (Docker does), unless net.ipv6.conf.INTERFACE.accept_ra is 2.' : ''}`,
  needsRoot: true,
});
