import type { Chain, FirewallRules, Table } from '../facts/firewall/types.js';
import type { Branch, End } from './branch.js';
import { runBaseChain } from './chain.js';
import { ctState, ctStatus } from './numbers.js';
import { copyOf, IPPROTO, likeness, type Packet } from './packet.js';
import type { Roads } from './routing.js';
import { isTracking } from './tracking.js';

/** The hooks of netfilter, in the words of nft(8). */
export type HookName =
  | 'ingress'
  | 'prerouting'
  | 'input'
  | 'forward'
  | 'output'
  | 'postrouting'
  | 'egress'
  /** The hooks of the bridge that the packet comes in or leaves by. */
  | `bridge-${'prerouting' | 'input' | 'forward' | 'output' | 'postrouting'}`;

interface ChainUnit {
  readonly priority: number;
  readonly chain: Chain;
  readonly table: Table;
  /** When it was registered, as far as the order of the listing tells. */
  readonly order: number;
}

/** A base chain, or what the kernel itself does between them. */
type Unit =
  | ChainUnit
  | { readonly priority: number; readonly does: 'track' | 'map'; readonly chains: readonly ChainUnit[] };

/** NF_IP_PRI_CONNTRACK, NF_IP_PRI_NAT_DST and NF_IP_PRI_NAT_SRC (include/uapi/linux/netfilter_ipv4.h). */
const TRACK = -200;
const MAP_DESTINATION = -100;
const MAP_SOURCE = 100;

/** What became of a packet on one hook. */
export interface Passage {
  readonly branches: readonly Branch[];
  /** Where it may have ended for good, in the order met. */
  readonly stops: readonly (End & { readonly hook: HookName })[];
  /** Where its destination was mapped. */
  readonly mapped: readonly End[];
}

function appliesTo(table: Table, chain: Chain, hook: HookName, packet: Packet): boolean {
  if (hook.startsWith('bridge-')) return table.family === 'bridge' && `bridge-${chain.hook?.name}` === hook;
  if (chain.hook?.name !== hook) return false;
  if (hook === 'ingress' || hook === 'egress') {
    const device = hook === 'ingress' ? packet.input : packet.output;
    return (
      (table.family === 'netdev' || (table.family === 'inet' && !packet.arp)) &&
      (device === undefined || chain.hook.devices.includes(device))
    );
  }
  if (packet.arp) return table.family === 'arp';
  return table.family === 'inet' || table.family === (packet.family === 4 ? 'ip' : 'ip6');
}

/** By priority; of equals the one that was registered last runs first (nf_hook_entries_grow). */
const byPriority = (a: Unit & { order?: number }, b: Unit & { order?: number }): number =>
  a.priority - b.priority || (b.order ?? 0) - (a.order ?? 0);

/** Everything on a hook that a packet meets, in the kernel's order. */
function unitsOn(rules: FirewallRules, hook: HookName, packet: Packet): readonly Unit[] {
  const chains = rules.tables.flatMap((table, order) =>
    table.chains
      .filter(chain => appliesTo(table, chain, hook, packet))
      .map((chain, index) => ({ priority: chain.hook!.priority, table, chain, order: order * 1000 + index })),
  );
  const isNat = (unit: { chain: Chain }) => unit.chain.hook!.type === 'nat';
  const units: Unit[] = chains.filter(unit => !isNat(unit));
  if (hook === 'prerouting' || hook === 'output') units.push({ priority: TRACK, does: 'track', chains: [] });
  if (['prerouting', 'input', 'output', 'postrouting'].includes(hook)) {
    const priority = hook === 'prerouting' || hook === 'output' ? MAP_DESTINATION : MAP_SOURCE;
    // The kernel calls every nat chain from one place, in the order of their own priorities.
    const nat = chains.filter(isNat).sort(byPriority);
    const called = nat.length > 0 && isTracking(rules, packet.family);
    units.push({ priority, does: 'map', chains: called ? nat : [] });
  }
  return units.sort(byPriority);
}

/** An answer is looked for in its own zone alone: out of that of the connection it belongs to none. */
export const isStray = ({ reply, tracked, zone, home }: Packet): boolean =>
  reply && tracked && zone !== undefined && home !== undefined && zone !== home;

/** From here on rules see the connection's state; a packet that was exempted has none. */
function track(packet: Packet): void {
  packet.state = packet.tracked ? packet.connection : ctState.untracked;
  // A SYN-ACK that nobody asked for is invalid, a datagram opens a connection of its own.
  if (isStray(packet)) packet.state = packet.protocol === IPPROTO.tcp ? ctState.invalid : ctState.new;
  packet.attached = packet.tracked;
  if (!packet.tracked) packet.status = 0;
}

const accepts = ({ verdict }: End): boolean => verdict === 'accept';

/** Ends that accept, as branches: those whose packets are alike become one, with the fewest doubts. */
function survivors(ends: readonly End[], before: Branch, passes: Walker['passes']): readonly Branch[] {
  const groups = new Map<string, End>();
  for (const each of ends) {
    const key = passes(each) ? likeness(each.packet) : `stop ${each.verdict}`;
    const known = groups.get(key);
    if (!known || each.doubts.length < known.doubts.length) groups.set(key, each);
  }
  const alone = groups.size === 1;
  return [...groups.values()]
    .filter(passes)
    .sort((a, b) => a.doubts.length - b.doubts.length || Number(a.rewrote) - Number(b.rewrote))
    .map(each => ({ packet: each.packet, doubts: alone && !each.rewrote ? before.doubts : each.doubts }));
}

interface Walker {
  readonly passes: (end: End) => boolean;
  readonly rules: FirewallRules;
  readonly roads: Roads;
  readonly hook: HookName;
  readonly stops: (End & { hook: HookName })[];
  readonly mapped: End[];
}

/** Runs one base chain for every branch. */
function pass(walker: Walker, unit: ChainUnit, branches: readonly Branch[]): readonly Branch[] {
  return branches.flatMap(branch => {
    const ends = runBaseChain(walker.rules, unit.table, unit.chain, branch, walker.roads);
    for (const each of ends) if (each.verdict !== 'accept') walker.stops.push({ ...each, hook: walker.hook });
    walker.mapped.push(...ends.filter(each => each.rewrote));
    return survivors(ends, branch, walker.passes);
  });
}

/** The mapping of addresses: by the nat chains for a first packet, back again for a reply. */
function mapAddresses(
  walker: Walker,
  chains: readonly ChainUnit[],
  branches: readonly Branch[],
): readonly Branch[] {
  const side = walker.hook === 'prerouting' || walker.hook === 'output' ? 'destination' : 'source';
  let current = branches;
  for (const unit of chains) {
    current = current.flatMap(branch =>
      branch.packet.mapped[side] || !branch.packet.tracked || (branch.packet.connection & ctState.new) === 0
        ? [branch]
        : pass(walker, unit, [branch]),
    );
  }
  return current.map(branch => {
    const packet = copyOf(branch.packet);
    const moved =
      packet.ends.destination !== packet.original.destination ||
      packet.ends.destinationPort !== packet.original.destinationPort;
    if (side === 'destination' && moved && !packet.reply) packet.status |= ctStatus.dnat;
    packet.mapped[side] = true;
    translate(packet, side);
    return { packet, doubts: branch.doubts };
  });
}

/** What the connection tracking does by itself: later packets go where the first went, answers back where it came from. */
function translate(packet: Packet, side: 'destination' | 'source'): void {
  const { ends, goal, original, reply } = packet;
  if (side === 'destination') {
    if (goal) packet.ends = { ...ends, destination: goal.destination, destinationPort: goal.destinationPort };
    if (reply) packet.ends = { ...ends, destination: original.source, destinationPort: original.sourcePort };
    return;
  }
  if (goal) packet.ends = { ...ends, source: goal.source };
  if (reply) packet.ends = { ...ends, source: original.destination, sourcePort: original.destinationPort };
}

/** More branches than this are not followed. */
const MOST_BRANCHES = 16;

/** Takes a packet through one hook; `unstopped`: as if none of its rules stopped anything. */
export function passHook(
  rules: FirewallRules,
  hook: HookName,
  roads: Roads,
  incoming: readonly Branch[],
  unstopped = false,
): Passage {
  const passes = unstopped ? () => true : accepts;
  const walker: Walker = { passes, rules, roads, hook, stops: [], mapped: [] };
  let branches = incoming;
  const first = incoming[0]?.packet;
  for (const unit of first ? unitsOn(rules, hook, first) : []) {
    if ('chain' in unit) branches = pass(walker, unit, branches);
    else if (unit.does === 'map') branches = mapAddresses(walker, unit.chains, branches);
    else for (const branch of branches) track(branch.packet);
    branches = branches.slice(0, MOST_BRANCHES);
    if (branches.length === 0) break;
  }
  return { branches, stops: walker.stops, mapped: walker.mapped };
}
