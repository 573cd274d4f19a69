import { AF_INET, AF_INET6 } from '../../net/address-family.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';
import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknown, unknownFrom } from '../fact.js';
import { readInterfaceNames } from '../interfaces/names.js';
import { lookUpByRoute, MAC_LACKS, neighboursByArp } from './darwin.js';
import { decodeNeighbour, decodeRoutes, type InterfaceNames } from './decode.js';
import { ipTool } from './ip-tool.js';
import { fitted, type LookupRequest, lookUp } from './lookup.js';
import { decodeRule } from './rule-text.js';
import type { Neighbour, Route, RouteLookup, Routing, RoutingRule } from './types.js';
import { TABLE } from './words.js';

const RTM = { routes: 26, neighbours: 30, rules: 34 } as const;
const FAMILIES = [AF_INET, AF_INET6];
const MOST_ROUTES = 1000;
/** A router in the middle of the Internet has a million; nobody waits for them. */
const MOST_DUMPED = 20_000;

/** A request for a list, whose header needs nothing but the family. */
const header = (family: number): Buffer => Buffer.from([family, ...new Array<number>(11).fill(0)]);

/** A family that the kernel was built or started without has no routes. */
function dumpFamilies(netlink: Netlink, type: number, most?: number): Buffer[] {
  return FAMILIES.flatMap(family => {
    try {
      return netlink.dump(NETLINK.route, type, header(family), most);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (family === AF_INET6 && (code === 'EOPNOTSUPP' || code === 'EAFNOSUPPORT')) return [];
      throw error;
    }
  });
}

/** The kernel's lists, each decoded. */
const kernel = {
  routes: (netlink: Netlink, names: InterfaceNames): Route[] =>
    dumpFamilies(netlink, RTM.routes, MOST_DUMPED)
      .flatMap(bytes => decodeRoutes(bytes, names))
      .filter(({ table }) => table !== TABLE.local),
  rules: (netlink: Netlink): RoutingRule[] =>
    dumpFamilies(netlink, RTM.rules).flatMap(bytes => decodeRule(bytes) ?? []),
  neighbours: (netlink: Netlink, names: InterfaceNames): Neighbour[] =>
    netlink
      .dump(NETLINK.route, RTM.neighbours, header(0))
      .flatMap(bytes => decodeNeighbour(bytes, names) ?? []),
};

/** One question in the words of each source. */
interface Sources<T> {
  kernel(netlink: Netlink, names: InterfaceNames): T;
  tool(): T;
  /** macOS: what route(8) and arp(8) tell of it. */
  mac?(): T;
}

function answerOnMac<T>({ mac }: Sources<T>): Fact<T> {
  if (!mac) return unknown('unsupported', 'macOS does not tell');
  try {
    return partial(mac(), 'route get, arp', MAC_LACKS);
  } catch (error) {
    return unknownFrom(error, 'route');
  }
}

/** Asks the kernel by netlink, ip(8) where that cannot be, and says unknown where neither is there. */
function answer<T>(system: System, sources: Sources<T>): Fact<T> {
  if (system.platform === 'darwin') return answerOnMac(sources);
  if (system.platform !== 'linux')
    return unknown('unsupported', `netcheck cannot read the routes of ${system.platform}`);
  const netlink = system.netlink?.();
  if (netlink) {
    try {
      return known(sources.kernel(netlink, readInterfaceNames(netlink)), 'rtnetlink');
    } catch {
      // A sandbox may forbid the socket to us and allow the tool.
    }
  }
  try {
    return known(sources.tool(), 'ip route');
  } catch (error) {
    return unknownFrom(error, 'ip');
  }
}

/** How each packet would be routed; a refusal is an answer, with the kernel's own error. */
export const lookUpRoutes = (
  system: System,
  requests: readonly LookupRequest[],
): Fact<readonly RouteLookup[]> =>
  answer(system, {
    kernel: (netlink, names) => requests.map(request => lookUp(netlink, request, names)),
    tool: () => requests.map(request => ipTool.lookUp(system, request)),
    mac: () => lookUpByRoute(system, requests),
  });

/** The routes of every table but the local one. */
export const readRoutes = (system: System): Fact<readonly Route[]> =>
  answer(system, { kernel: kernel.routes, tool: () => ipTool.routes(system) });

/** The neighbours that ip-neighbour(8) lists; on macOS those of IPv4. */
export const readNeighbours = (system: System): Fact<readonly Neighbour[]> =>
  answer(system, {
    kernel: kernel.neighbours,
    tool: () => ipTool.neighbours(system),
    mac: () => neighboursByArp(system),
  });

const SETTINGS = '/proc/sys/net/ipv4/conf';

/** net.ipv4.conf.NAME.KEY by NAME; those that cannot be read are left out: an interface went away, or the folder is hidden. */
function readSetting(system: System, key: string, names: readonly string[]): Record<string, number> {
  const values: Record<string, number> = {};
  for (const name of names) {
    try {
      const value = Number(system.read(`${SETTINGS}/${name}/${key}`));
      if (Number.isInteger(value)) values[name] = value;
    } catch {
      // The rest stands.
    }
  }
  return values;
}

/** All that have settings; empty where /proc/sys/net is not to be seen. */
function namesWithSettings(system: System): readonly string[] {
  try {
    return system.list(SETTINGS);
  } catch {
    return [];
  }
}

/** net.ipv4.conf.NAME.rp_filter by name. */
export const readReversePathFilter = (system: System): Record<string, number> =>
  readSetting(system, 'rp_filter', namesWithSettings(system));

/** net.ipv4.conf.NAME.arp_ignore, or another setting, of `all` and of these interfaces. */
const readOfInputs = (system: System, setting: string, names: readonly string[]): Record<string, number> =>
  readSetting(system, setting, names.length ? ['all', ...names] : []);

const inputsOf = (requests: readonly LookupRequest[]): string[] => [
  ...new Set(requests.flatMap(({ input }) => input ?? [])),
];

/** Routing as the requests need it, in one go: lookups, rules, the tables that rules name, neighbours, rp_filter. */
export function readRouting(system: System, requests: readonly LookupRequest[]): Fact<Routing> {
  const gathered = answer(system, {
    kernel: (netlink, names) => {
      const rules = kernel.rules(netlink);
      return {
        lookups: fitted(requests, rules).map(request => lookUp(netlink, request, names)),
        rules,
        routes: kernel.routes(netlink, names),
        neighbours: kernel.neighbours(netlink, names),
      };
    },
    tool: () => {
      const rules = ipTool.rules(system);
      return {
        lookups: fitted(requests, rules).map(request => ipTool.lookUp(system, request)),
        rules,
        routes: ipTool.routes(system),
        neighbours: ipTool.neighbours(system),
      };
    },
    mac: () => ({
      lookups: lookUpByRoute(system, requests),
      rules: [],
      routes: [],
      neighbours: neighboursByArp(system),
    }),
  });
  if (gathered.status === 'unknown') return gathered;
  const { value, source } = gathered;
  const reversePathFilter = readReversePathFilter(system);
  const named = new Set(value.rules.map(({ table }) => table));
  const routes = value.routes.filter(({ table }) => named.has(table));
  const inputs = inputsOf(requests);
  const routing = {
    ...value,
    routes: routes.slice(0, MOST_ROUTES),
    reversePathFilter,
    arpIgnore: readOfInputs(system, 'arp_ignore', inputs),
    routeLocalnet: readOfInputs(system, 'route_localnet', inputs),
    ...(value.rules.some(({ text }) => text.includes('fwmark')) && {
      sourceValidMark: readOfInputs(system, 'src_valid_mark', inputs),
    }),
  };
  const lacks = [
    ...(gathered.status === 'partial' ? [gathered.lacks] : []),
    ...(routes.length > MOST_ROUTES ? [`${routes.length - MOST_ROUTES} of ${routes.length} routes`] : []),
    ...('all' in reversePathFilter ? [] : ['the settings of reverse-path filtering']),
  ];
  return lacks.length === 0 ? known(routing, source) : partial(routing, source, lacks.join(', and '));
}
