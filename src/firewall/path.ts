import type { Branch } from './branch.js';
import { type HookName, type Passage, passHook } from './hooks.js';
import { spentHere, spentOutside } from './hops.js';
import type { Stop } from './leg.js';
import { tcpFlags } from './numbers.js';
import { anybody, type Owner } from './owner.js';
import { copyOf, type Packet } from './packet.js';
import { byKernel, type Delivery, join, type Passed, passAll, type Request, type Scene } from './pass.js';
import { throughBridge } from './switched.js';

/** What is left to pass once it is settled where a packet goes. */
interface Onward {
  readonly delivery: Delivery;
  readonly hooks: readonly HookName[];
}

/** IPv4 is forwarded by the interface that a packet comes in by (ip_route_input_slow), IPv6 by the machine (ip6_forward). */
function forwards({ rules, limits }: Scene, { family, input = '' }: Packet): boolean | undefined {
  if (family === 6) return limits?.ipv6Forward;
  const own = rules.forwarding;
  return own && Object.hasOwn(own, input) ? own[input] : limits?.ipForward;
}

/** What the kernel does with a packet that came in, once its destination is settled. */
function routeIn(scene: Scene, packet: Packet): Onward | Stop['reason'] {
  const { destination } = packet.ends;
  if (scene.roads.isLocal(destination)) {
    const toLoopback = typeof destination === 'number' ? destination >>> 24 === 127 : destination === 1n;
    const opened = scene.rules.routeLocalnet.some(name => name === packet.input || name === 'all');
    if (toLoopback && packet.input !== 'lo' && !(opened && packet.family === 4))
      return 'loopback-from-outside';
    return { delivery: 'local', hooks: ['input'] };
  }
  if (forwards(scene, packet) === false) return 'forwarding-off';
  return { delivery: 'forward', hooks: ['forward', 'postrouting', 'egress'] };
}

/** A packet that opens a connection, or a datagram of a client. */
const opens = ({ tcpFlags: flags, reply }: Packet): boolean =>
  flags === 0 ? !reply : (flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.syn;

/**
 * Whose socket a packet belongs to where it comes in: the sender's is taken off it (loopback_xmit()), and that of the
 * receiver is known early of connections that are made or begun, never of a first packet (tcp_v4_early_demux()).
 */
const ownerIn = (packet: Packet): Owner => (opens(packet) ? { uid: null, gid: null } : anybody);

/** A client's packet that no rule leads elsewhere is for the socket that is asked about. */
const isForServer = ({ ends, original, reply, taken }: Packet): boolean =>
  !reply && !taken && ends.destinationPort === original.destinationPort;

function received({ acceptor = anybody }: Scene, { packet, doubts }: Branch): Branch {
  const owner = !opens(packet) && isForServer(packet) ? acceptor : ownerIn(packet);
  return { packet: { ...packet, ...owner }, doubts };
}

/** Sends a branch on after prerouting: in, or through. */
function onward(scene: Scene, branch: Branch): Passed & { delivery: Delivery } {
  const packet = copyOf(branch.packet);
  const route = routeIn(scene, packet);
  if (typeof route === 'string')
    return {
      branches: [],
      stops: [byKernel(route, branch.doubts)],
      mapped: [],
      delivery: route === 'loopback-from-outside' ? 'local' : 'forward',
    };
  if (route.delivery === 'forward')
    packet.output = scene.roads.deviceTo(packet.ends.destination) ?? undefined;
  const own = { packet, doubts: branch.doubts };
  if (route.delivery !== 'forward')
    return { ...passAll(scene, route.hooks, [received(scene, own)]), delivery: route.delivery };
  const left = spentHere(own) ?? spentOutside(scene, passAll(scene, route.hooks, [own]));
  return { ...left, delivery: route.delivery };
}

/** The interface of a bridge by which packets come and go; '?' where it has several, undefined for no bridge. */
function portOf(scene: Scene, name: string | undefined): string | undefined {
  const bridge = name ? scene.roads.interfaceOf(name) : undefined;
  if (bridge?.kind !== 'bridge') return undefined;
  const ports = scene.roads.portsOf(bridge.name);
  return ports.length === 1 ? ports[0] : '?';
}

const through = (branch: Branch, side: 'input' | 'output', device: string | undefined): Branch => ({
  packet: { ...copyOf(branch.packet), [side]: device },
  doubts: branch.doubts,
});

/** Where a bridge is in between, its port's rules and its own come first. */
export function fromBridge(scene: Scene, first: Packet): Passed {
  const start: Branch = { packet: first, doubts: [] };
  const port = portOf(scene, first.input);
  if (port === undefined) return { branches: [start], stops: [], mapped: [] };
  const own = through(start, 'input', port === '?' ? undefined : port);
  const hooks: HookName[] = ['bridge-prerouting', 'bridge-input'];
  const passed = passAll(scene, port === '?' ? hooks : ['ingress', ...hooks], [own]);
  return { ...passed, branches: passed.branches.map(branch => through(branch, 'input', first.input)) };
}

/** The same on the way out. */
export function toBridge(scene: Scene, from: readonly Branch[]): Passed {
  const device = from[0]?.packet.output;
  const port = portOf(scene, device);
  if (port === undefined) return { branches: from, stops: [], mapped: [] };
  const own = from.map(branch => through(branch, 'output', port === '?' ? undefined : port));
  const hooks: HookName[] = ['bridge-output', 'bridge-postrouting'];
  return passAll(scene, port === '?' ? hooks : [...hooks, 'egress'], own);
}

/** Where a packet that is stopped on its way to the routes would have gone: rules that rewrite it may come after. */
const unstopped = ({ rules, roads }: Scene, packet: Packet): Passage =>
  passHook(rules, 'prerouting', roads, [{ packet, doubts: [] }], true);

/** A packet that comes in from the network. */
export function comesIn(scene: Scene, first: Packet): Request {
  const switched = throughBridge(scene, first);
  if (switched) return switched;
  const bridged = fromBridge(scene, first);
  const arrived = passAll(scene, ['ingress', 'prerouting'], bridged.branches);
  const before = { ...join([bridged, arrived]), branches: arrived.branches };
  const ways = before.branches.map(branch => onward(scene, branch));
  const meant = before.branches.length > 0 ? before : unstopped(scene, first);
  const [bound] = meant.branches;
  const settled = bound?.packet ?? first;
  const all = join([before, ...ways]);
  const delivery = (ways[0] ?? (bound && onward(scene, bound)))?.delivery ?? 'local';
  return {
    ...all,
    mapped: meant === before ? all.mapped : meant.mapped,
    branches: ways.flatMap(way => way.branches),
    delivery,
    settled,
    output:
      delivery === 'forward' ? (scene.roads.deviceTo(settled.ends.destination) ?? undefined) : undefined,
  };
}

/** A packet that this machine sends: out, or by loopback in again. */
export function goesOut(scene: Scene, first: Packet): Request {
  const out = passAll(scene, ['output'], [{ packet: first, doubts: [] }]);
  const settled = out.branches[0]?.packet ?? out.mapped[0]?.packet ?? first;
  const deviceOf = ({ ends, output }: Packet): string | undefined =>
    ends.destination === first.ends.destination
      ? output
      : scene.roads.isLocal(ends.destination)
        ? 'lo'
        : (scene.roads.deviceTo(ends.destination) ?? undefined);
  const parts = out.branches.map(branch => {
    const packet = copyOf(branch.packet);
    const local = scene.roads.isLocal(packet.ends.destination);
    packet.output = deviceOf(packet);
    const left = passAll(scene, ['postrouting', 'egress'], [{ packet, doubts: branch.doubts }]);
    if (!local) {
      const bridged = toBridge(scene, left.branches);
      return spentOutside(scene, { ...join([left, bridged]), branches: bridged.branches });
    }
    const arrived = left.branches.map(each => ({
      packet: { ...copyOf(each.packet), ...ownerIn(each.packet), input: 'lo', output: '' },
      doubts: each.doubts,
    }));
    const taken = passAll(scene, ['ingress', 'prerouting', 'input'], arrived);
    return { ...join([left, taken]), branches: taken.branches };
  });
  const all = join([out, ...parts]);
  const local = scene.roads.isLocal(settled.ends.destination);
  return {
    ...all,
    branches: parts.flatMap(part => part.branches),
    delivery: local ? 'local' : 'out',
    settled,
    output: local ? 'lo' : deviceOf(settled),
  };
}
