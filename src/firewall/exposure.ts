import type { FirewallRules } from '../facts/firewall/types.js';
import type { Interface } from '../facts/interfaces/types.js';
import type { Socket } from '../facts/sockets/types.js';
import { isLinkLocal } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import { remembering } from '../net/remember.js';
import { type Entry, entriesOf, type Place, type Surroundings } from './entries.js';
import { stopsSurely } from './leg.js';
import { type Walk, walk } from './walk.js';

/** Who can get to a listener: by the address that it is bound to, past the packet filters, with a way back. */
export interface Exposure {
  /** This machine alone; the machines on the networks named; or anyone who has a way to this machine. */
  readonly kind: 'this-machine' | 'networks' | 'anyone';
  /** In CIDR form. */
  readonly networks: readonly string[];
  /** Networks that it is bound for, and that a packet filter keeps out. */
  readonly blocked: readonly string[];
}

/** Addresses of documentation (RFC 5737, RFC 3849) stand for clients on no network of ours. */
const OUTSIDE = { 4: '203.0.113.77', 6: '2001:db8:77::77' } as const;

/** A rule hands what comes for the port to another port of this machine; what is sent on to another machine is served there. */
const isTakenElsewhere = ({ delivery, destination, otherwise }: Walk, port: number): boolean =>
  delivery === 'local' && destination.port !== port && otherwise.length === 0;

/** A packet filter stops the connection for certain: a doubt is no protection. */
function isStopped(
  rules: FirewallRules,
  interfaces: readonly Interface[],
  { item, own }: Place,
  { protocol, port }: Served,
  source: string | null,
  address: string,
): boolean {
  if (source === null) return false;
  const question: Question = {
    target: {
      input: String(port),
      kind: 'port',
      protocol,
      host: null,
      port,
      scheme: null,
      path: null,
      pid: null,
      socketPath: null,
      program: null,
    },
    vantage: { kind: 'address', label: source, source, input: item.name, network: null },
    protocol,
    family: own.family,
    address,
    port,
    local: true,
  };
  const way = walk({ firewall: rules, interfaces }, question);
  return (
    [way, way?.reply, way?.follow, way?.answer].some(leg => leg && stopsSurely(leg)) ||
    (way !== undefined && isTakenElsewhere(way, port))
  );
}

/** Sockets that share a port. */
export interface Served {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly sockets: readonly Socket[];
}

/** Whether what this client sends from that place is stopped. */
type Stops = (place: Place, source: string | null, to: string) => boolean;

/** Who can get to any of the sockets. */
export function exposureOf(served: Served, surroundings: Surroundings): Exposure {
  const { rules, interfaces } = surroundings;
  const entries = entriesOf(served.sockets, surroundings);
  if (!rules) return unfiltered(entries);
  return exposureBy(entries, (place, source, to) => isStopped(rules, interfaces, place, served, source, to));
}

/** The same for all that is bound to the same. */
const unfiltered = remembering((entries: readonly Entry[]) => exposureBy(entries, () => false));

function exposureBy(entries: readonly Entry[], stops: Stops): Exposure {
  const lasting = withAll(
    entries.filter(({ place }) => !isLinkLocal(place.own.address)),
    stops,
  );
  // Link-local addresses come with every cable: they are worth naming where nothing else lets anybody in, or by themselves.
  return lasting.kind === 'this-machine' ? withAll(entries, stops) : lasting;
}

function withAll(entries: readonly Entry[], stops: Stops): Exposure {
  const open = new Set<string>();
  const blocked = new Set<string>();
  let anyone = false;
  for (const { place, to, far } of entries) {
    if (stops(place, place.near, to)) {
      blocked.add(place.network);
      continue;
    }
    open.add(place.network);
    anyone ||= far && !stops(place, OUTSIDE[place.own.family], to);
  }
  return {
    kind: anyone ? 'anyone' : open.size > 0 ? 'networks' : 'this-machine',
    networks: [...open],
    blocked: [...blocked].filter(network => !open.has(network)),
  };
}
