import type { Question } from '../../net/question.js';
import type { System } from '../../system/system.js';
import { type Fact, valueIn } from '../fact.js';
import { askedRoutes } from '../namespaces/asked-routes.js';
import { clientsOf } from '../namespaces/clients.js';
import { readFamilies } from '../namespaces/families.js';
import { readReversePath } from '../namespaces/reverse-path.js';
import { isMachine, type Namespace } from '../namespaces/types.js';
import { addressesIn, goalsOf } from './goals.js';
import { readFirewall } from './read.js';
import { rewrites } from './rewrites.js';
import type { FirewallRules } from './types.js';

/** Of more namespaces than these the rules are not read: each costs two programs. */
const MOST = 4;

/** Settings of the network are shown as those of whoever opens them: of another namespace they are not to be had so. */
function listOutside(system: System, path: string): string[] {
  if (path.startsWith('/proc/sys/net/')) throw new Error(`${path} is not that of another namespace`);
  return system.list(path);
}

/** This machine as a process of another network namespace sees it. */
const insideOf = (system: System, pid: number): System => ({
  ...system,
  netlink: () => undefined,
  list: path => listOutside(system, path),
  read: (path, limit) => system.read(path.replace(/^\/proc\/net\//, `/proc/${pid}/net/`), limit),
  run: (program, args, options) =>
    system.run('nsenter', ['-t', String(pid), '-n', program, ...args], options),
});

/** The interfaces beside loopback. */
function devicesOf(system: System, pid: number): readonly string[] {
  try {
    const names = [...system.read(`/proc/${pid}/net/dev`).matchAll(/^[ \t]*(\S+):/gm)].map(
      ([, name]) => name!,
    );
    return names.filter(name => name !== 'lo');
  } catch {
    return [];
  }
}

/** The namespace's own default gateways, from /proc/PID/net/route: hexadecimal, in the byte order of the host. */
function gatewaysOf(system: System, pid: number | 'self'): readonly string[] {
  try {
    return [...system.read(`/proc/${pid}/net/route`).matchAll(/^\S+\t0{8}\t([0-9A-F]{8})\t/gm)].map(
      ([, gateway]) => [...Buffer.from(gateway!, 'hex').reverse()].join('.'),
    );
  } catch {
    return [];
  }
}

/** A container of this machine has it as its gateway; whoever has not is another machine, whose rules are its own. */
const isBehind = (system: System, { pids }: Namespace, own: readonly string[]): boolean =>
  gatewaysOf(system, pids[0]!).some(gateway => own.includes(gateway));

/** Addresses beside those that are asked. */
interface Known {
  /** This machine's. */
  readonly own: readonly string[];
  /** Those that the programs on the port hand its connections on to. */
  readonly handedTo: readonly string[];
}

/**
 * Namespaces with the rules inside of those that the port leads to, by a rule or program of this machine or by a container's address,
 * of the one that asks, and of the machine's own where it is asked from inside, for itself or as the router: a packet has
 * these to pass too. Needs root; where they cannot be read they are left out.
 */
export async function withRulesInside(
  system: System,
  namespaces: Fact<readonly Namespace[]>,
  rules: FirewallRules | undefined,
  port: number | null,
  questions: readonly Question[],
  { own, handedTo }: Known,
): Promise<Fact<readonly Namespace[]>> {
  const asked = questions.filter(each => !each.local).map(each => each.address);
  const passing = questions.filter(({ behind }) => behind === 'target').map(each => each.address);
  const asking = questions.flatMap(
    ({ vantage }) => (vantage.kind === 'address' ? vantage.source : null) ?? [],
  );
  if (port === null || rules === undefined || namespaces.status === 'unknown') return namespaces;
  const sentOn = [...addressesIn(goalsOf(rules, port)), ...handedTo];
  const routers = asked.length > 0 ? gatewaysOf(system, 'self') : [];
  const passed = (space: Namespace) =>
    isMachine(space) && space.addresses.some(address => routers.includes(address));
  const meant = namespaces.value
    .filter(
      space =>
        space.pids.length > 0 &&
        (passed(space) ||
          space.addresses.some(address => sentOn.includes(address)) ||
          space.addresses.some(address => passing.includes(address) || asking.includes(address)) ||
          (space.addresses.some(address => asked.includes(address)) &&
            (isMachine(space) || isBehind(system, space, own)))),
    )
    .slice(0, MOST);
  if (meant.length === 0) return namespaces;
  // Whoever asks for a published port of this machine comes in there as well, and for no address of the namespace.
  const comes = ({ addresses }: Namespace) =>
    !rewrites(rules) && addresses.some(address => passing.includes(address));
  const clients = [...new Set([...questions.flatMap(({ vantage }) => vantage.source ?? []), ...own])];
  const read = await Promise.all(
    meant.map(async space => ({
      ...(await withRules(system, space)),
      ...(space.byRules && { routes: await waysOf(system, space, sentOn, clients) }),
      ...(comes(space) && { clients: clientsOf(system, space.pids[0]!, port) }),
    })),
  );
  const value = namespaces.value.map(space => read.find(each => each.inode === space.inode) ?? space);
  return { ...namespaces, value };
}

/** The ways from the address that the port leads to, or from the first one. */
const waysOf = (
  system: System,
  { pids, addresses }: Namespace,
  sentOn: readonly string[],
  clients: readonly string[],
) =>
  askedRoutes(system, pids[0]!, addresses.find(each => sentOn.includes(each)) ?? addresses[0] ?? '', clients);

async function withRules(system: System, space: Namespace): Promise<Namespace> {
  const pid = space.pids[0]!;
  const devices = devicesOf(system, pid);
  const [firewall, filter, families] = await Promise.all([
    readFirewall(insideOf(system, pid)),
    readReversePath(system, pid, devices),
    readFamilies(system, pid, space),
  ]);
  const rules = valueIn(firewall);
  const device = devices.length === 1 ? devices[0]! : null;
  return {
    ...space,
    ...filter,
    ...families,
    // That a router has no rules at all says something too: nobody masquerades.
    ...(rules && (rules.tables.length > 0 || isMachine(space)) ? { firewall: { rules, device } } : {}),
  };
}
