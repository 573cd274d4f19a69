import {
  type Attributes,
  decodeAttributes,
  listAttributes,
  textIn,
} from '../../system/netlink/attributes.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';
import type { TrafficControl, TrafficFilter } from './types.js';

/** linux/rtnetlink.h, linux/pkt_sched.h: struct tcmsg is family, padding, interface, handle, parent and info. */
const RTM_GETQDISC = 38;
const RTM_GETTFILTER = 46;
const HEADER = 20;
const TCA = { kind: 1, options: 2, statistics: 7 } as const;
const ROOT = 0xffffffff;
const PARENTS = { ingress: 0xfffffff2, egress: 0xfffffff3 } as const;

/** Where each kind of filter keeps its actions (linux/pkt_cls.h). */
const ACTIONS: Readonly<Record<string, number>> = { bpf: 1, matchall: 2, basic: 3, flower: 3, fw: 4, u32: 7 };
/** TC_ACT_SHOT, TC_ACT_STOLEN and TC_ACT_TRAP of a plain action. */
const STOPPING = new Set([2, 4, 8]);
/** Actions that keep, change or count packets. */
const KEEPING = new Set([
  'csum',
  'connmark',
  'ct',
  'ctinfo',
  'pedit',
  'sample',
  'skbedit',
  'skbmod',
  'vlan',
  'police',
]);
const REDIRECTS = new Set([1, 3]);

/** Links by their index. */
export type LinkNames = ReadonlyMap<
  number,
  { readonly name: string; readonly kind: string | null; readonly flags: readonly string[] }
>;

function request(index: number, parent: number): Buffer {
  const bytes = Buffer.alloc(HEADER);
  bytes.writeInt32LE(index, 4);
  bytes.writeUInt32LE(parent, 12);
  return bytes;
}

const int = (bytes: Buffer | undefined, at: number): number | undefined =>
  bytes && bytes.length >= at + 4 ? bytes.readInt32LE(at) : undefined;

/** What an action does with a packet for which it is no concern to get on, in words; undefined where it goes on. */
function actionSaid(action: Attributes, links: LinkNames): string | undefined {
  const kind = textIn(action, 1) ?? 'an action';
  if (KEEPING.has(kind)) return undefined;
  const parameters = decodeAttributes(action.get(2) ?? Buffer.alloc(0)).get(2);
  if (kind === 'gact') return STOPPING.has(int(parameters, 8) ?? 2) ? 'drop' : undefined;
  if (kind !== 'mirred') return kind;
  if (!REDIRECTS.has(int(parameters, 20) ?? 1)) return undefined;
  const goal = links.get(int(parameters, 24) ?? 0);
  // What is shaped on an ifb that is up comes back from there.
  if (goal?.kind === 'ifb' && goal.flags.includes('UP')) return undefined;
  return `redirect to ${goal?.name ?? 'another interface'}`;
}

/** What a filter may do to packets, in words; undefined for one that only sorts them. */
function filterSaid(bytes: Buffer, links: LinkNames): string | undefined {
  const filter = decodeAttributes(bytes, HEADER);
  const kind = textIn(filter, TCA.kind) ?? '';
  const options = decodeAttributes(filter.get(TCA.options) ?? Buffer.alloc(0));
  if (options.size === 0) return undefined;
  const actions = listAttributes(options.get(ACTIONS[kind] ?? 0) ?? Buffer.alloc(0)).map(([, value]) =>
    actionSaid(decodeAttributes(value), links),
  );
  const stopping = actions.find(action => action !== undefined);
  if (stopping) return `${kind}, ${stopping}`;
  const program = textIn(options, 7);
  return kind === 'bpf' && actions.length === 0 ? `bpf ${program ?? ''}`.trim() : undefined;
}

function filtersOn(
  netlink: Netlink,
  index: number,
  links: LinkNames,
  places: readonly Place[],
): TrafficFilter[] {
  return places.flatMap(({ direction, parent }) => {
    const said = netlink
      .dump(NETLINK.route, RTM_GETTFILTER, request(index, parent))
      .flatMap(bytes => filterSaid(bytes, links) ?? []);
    return [...new Set(said)].map(says => ({ direction, says }));
  });
}

/** Packets that a queue sent and dropped since it was made (struct gnet_stats_basic, gnet_stats_queue). */
function counted(attributes: Attributes): { sent: number; dropped: number } | undefined {
  const statistics = decodeAttributes(attributes.get(TCA.statistics) ?? Buffer.alloc(0));
  const [sent, dropped] = [int(statistics.get(1), 8), int(statistics.get(3), 8)];
  return sent === undefined || dropped === undefined ? undefined : { sent, dropped };
}

/** The share of packets that netem loses on purpose (struct tc_netem_qopt), from 0 to 1. */
const lossOf = (options: Buffer | undefined): number =>
  options && options.length >= 12 ? options.readUInt32LE(8) / ROOT : 0;

/** A root queue where it loses some of what is sent. */
function queueOf(kind: string, attributes: Attributes): TrafficControl['queue'] {
  const loss = kind === 'netem' ? lossOf(attributes.get(TCA.options)) : 0;
  const queue = { kind, loss, ...(counted(attributes) ?? { sent: 0, dropped: 0 }) };
  return loss > 0 || queue.dropped > 0 ? queue : undefined;
}

/** Where filters hang: on a hook, or on a queue that sorts packets into classes. */
interface Place {
  readonly direction: TrafficFilter['direction'];
  readonly parent: number;
}

const INGRESS: Place = { direction: 'ingress', parent: PARENTS.ingress };
const EGRESS: Place = { direction: 'egress', parent: PARENTS.egress };
const CLASSFUL = new Set(['htb', 'hfsc', 'prio', 'drr', 'ets', 'qfq', 'cbq', 'dsmark']);

function placesOf(kind: string, handle: number): readonly Place[] {
  if (kind === 'ingress') return [INGRESS];
  if (kind === 'clsact') return [INGRESS, EGRESS];
  return CLASSFUL.has(kind) ? [{ direction: 'egress', parent: handle }] : [];
}

/** A class's queue that has lost so many packets and sent none sends none. */
const ENOUGH = 3;

/** The queue of a class that lets nothing out: which packets are sorted into the class is not read. */
function deadClass(kind: string, attributes: Attributes): readonly TrafficFilter[] {
  const { sent = 0, dropped = 0 } = counted(attributes) ?? {};
  if (sent > 0 || dropped < ENOUGH) return [];
  return [{ direction: 'egress', says: `the ${kind} queue of a class, which let out none of ${dropped}` }];
}

/**
 * What traffic control does on each interface where it may stop packets: filters of the ingress and clsact hooks, which
 * see packets before or after every rule, or of a queue with classes; a root queue that loses all or some of them, and
 * a class's that loses all. By interface index.
 */
export function readTraffic(netlink: Netlink, links: LinkNames): ReadonlyMap<number, TrafficControl> {
  const traffic = new Map<number, TrafficControl>();
  for (const bytes of netlink.dump(NETLINK.route, RTM_GETQDISC, Buffer.alloc(HEADER))) {
    if (bytes.length < HEADER) continue;
    const index = bytes.readInt32LE(4);
    const attributes = decodeAttributes(bytes, HEADER);
    const kind = textIn(attributes, TCA.kind) ?? '';
    const known = traffic.get(index) ?? { filters: [] };
    const [handle, parent] = [bytes.readUInt32LE(8), bytes.readUInt32LE(12)];
    const isRoot = parent === ROOT;
    const filters = [
      ...filtersOn(netlink, index, links, placesOf(kind, handle)),
      ...(isRoot ? [] : deadClass(kind, attributes)),
    ];
    const queue = isRoot ? queueOf(kind, attributes) : undefined;
    if (filters.length || queue)
      traffic.set(index, { ...known, filters: [...known.filters, ...filters], ...(queue && { queue }) });
  }
  return traffic;
}
