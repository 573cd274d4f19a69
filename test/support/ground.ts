// A small machine in plain facts, for the rules that judge interfaces, routes and namespaces.
import { judge } from '../../src/diagnosis/judge.js';
import { known, unknown } from '../../src/facts/fact.js';
import type { Facts } from '../../src/facts/facts.js';
import type { Interface, InterfaceAddress } from '../../src/facts/interfaces/types.js';
import { unseenAddress, unseenLink } from '../../src/facts/interfaces/unseen.js';
import type { Container, Namespace } from '../../src/facts/namespaces/types.js';
import type { Probe } from '../../src/facts/probes/types.js';
import type { Process } from '../../src/facts/processes/types.js';
import { unseen } from '../../src/facts/processes/unseen.js';
import type { Route, RouteLookup, Routing, RoutingRule } from '../../src/facts/routes/types.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import { unseenSocket } from '../../src/facts/sockets/unseen.js';
import { parseTarget } from '../../src/net/parse-target.js';
import type { Question, Vantage } from '../../src/net/question.js';
import type { Finding, Rule } from '../../src/rules/rule.js';

/** An address as the kernel has it. */
export const address = (text: string, over: Partial<InterfaceAddress> = {}): InterfaceAddress => {
  const [host = '', prefix] = text.split('/');
  const six = host.includes(':');
  return {
    ...unseenAddress,
    family: six ? 6 : 4,
    address: host,
    prefix: Number(prefix ?? (six ? 64 : 24)),
    scope: /^(fe80|169\.254)/.test(host) ? 'link' : /^(127\.|::1$)/.test(host) ? 'host' : 'global',
    ...over,
  };
};

/** An interface that is up, with these addresses. */
export const nic = (
  name: string,
  addresses: readonly (string | InterfaceAddress)[],
  over: Partial<Interface> = {},
): Interface => ({
  ...unseenLink,
  index: 2,
  name,
  flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
  mtu: 1500,
  state: 'up',
  type: 'ether',
  addresses: addresses.map(each => (typeof each === 'string' ? address(each) : each)),
  ...over,
});

export const loopback = nic('lo', ['127.0.0.1/8', '::1/128'], {
  index: 1,
  flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
  type: 'loopback',
});

/** The machine's network, and another one beside it. */
export const eth0 = nic('eth0', ['10.77.0.1/24']);
export const eth1 = nic('eth1', ['10.88.0.1/24'], { index: 3 });

/** What an interface has that is switched off, and one without a link. */
export const OFF = { flags: ['BROADCAST', 'MULTICAST'], state: 'down' };
export const BARE = { flags: ['BROADCAST', 'UP', 'NO-CARRIER'], state: 'down' };

/** A TCP listener. */
export const listener = (where: string, port: number, over: Partial<Socket> = {}): Socket => ({
  protocol: 'tcp',
  family: where.includes(':') ? 6 : 4,
  state: 'listen',
  local: { address: where, port },
  remote: { address: where.includes(':') ? '::' : '0.0.0.0', port: 0 },
  queue: { used: 0, limit: 128 },
  uid: 0,
  inode: 1000 + port,
  ...unseenSocket,
  ...over,
});

/** A running process. */
export const process = (pid: number, command: readonly string[], over: Partial<Process> = {}): Process =>
  ({
    ...unseen,
    pid,
    parent: 1,
    name: command[0]?.split('/').at(-1) ?? '',
    command,
    executable: command[0] ?? null,
    directory: '/srv',
    uid: 0,
    user: 'root',
    session: pid,
    processGroup: pid,
    environment: {},
    job: 'none',
    ...over,
  }) as Process;

/** The kernel's answer to a lookup. */
export const lookup = (to: string, over: Partial<RouteLookup> = {}): RouteLookup => ({
  to,
  from: null,
  input: null,
  mark: 0,
  type: 'unicast',
  error: null,
  gateway: null,
  device: 'eth0',
  source: null,
  table: 254,
  ...over,
});

/** A lookup that the kernel refuses. */
export const refused = (to: string, error: string, over: Partial<RouteLookup> = {}): RouteLookup =>
  lookup(to, { type: null, device: null, table: null, error, ...over });

export const route = (destination: string, over: Partial<Route> = {}): Route => ({
  family: destination.includes(':') ? 6 : 4,
  type: 'unicast',
  destination,
  gateway: null,
  device: 'eth0',
  source: null,
  metric: null,
  table: 254,
  ...over,
});

export const routing = (over: Partial<Routing> = {}): Routing => ({
  lookups: [],
  rules: [],
  routes: [route('10.77.0.0/24')],
  neighbours: [],
  reversePathFilter: { all: 0, eth0: 0 },
  ...over,
});

/** The same as a fact of the kernel's. */
export const routes = (over: Partial<Routing>) => known(routing(over), 'rtnetlink');

export const namespace = (over: Partial<Namespace>): Namespace => ({
  inode: 4026532281,
  name: null,
  pids: [500],
  container: null,
  unit: null,
  listeners: [],
  holders: [],
  addresses: [],
  ...over,
});

export const container = (name: string, over: Partial<Container> = {}): Container => ({
  engine: 'docker',
  id: '4f'.repeat(32),
  name,
  image: 'web:1',
  running: true,
  exitCode: null,
  pid: 500,
  networkMode: 'bridge',
  addresses: ['172.17.0.2'],
  restartPolicy: 'no',
  published: [],
  ...over,
});

const unread = unknown('unsupported', 'not part of this world');
const counters = {
  ListenOverflows: 0,
  ListenDrops: 0,
  IPReversePathFilter: 0,
  OutNoRoutes: 0,
  TCPReqQFullDrop: 0,
};

/** A healthy machine at 10.77.0.1 whose port 8000 is served, but for what `over` says. */
export const world = (over: Partial<Facts> = {}): Facts =>
  ({
    ...Object.fromEntries(
      [
        'subject',
        'listeners',
        'resampled',
        'unixListeners',
        'outgoing',
        'logs',
        'units',
        'pm2',
        'configuration',
        'names',
        'proxies',
        'upstreams',
      ].map(name => [name, unread]),
    ),
    machine: known({ release: '6.1.0-30-amd64', container: null } as never, 'uname'),
    interfaces: known([loopback, nic('eth0', ['10.77.0.1/24', 'fd77::1/64'])], 'rtnetlink'),
    routes: known(routing(), 'rtnetlink'),
    firewall: known(
      {
        tables: [],
        ipsets: [],
        owners: { ufw: false, firewalld: false, fail2ban: false },
        routeLocalnet: [],
      },
      'nft',
    ),
    sockets: known([listener('0.0.0.0', 8000)], 'sock_diag'),
    owners: known({ pidsByInode: {}, hidden: [] }, '/proc/PID/fd'),
    processes: known([], '/proc'),
    namespaces: known([], '/proc'),
    containers: known([], 'none'),
    limits: known(
      { ipForward: true, ipv6Forward: true, counters: { before: counters, after: counters } } as never,
      '/proc',
    ),
    probes: known([], 'connections made'),
    ...over,
  }) as Facts;

/** The same machine with these interfaces beside its loopback. */
export const cabled = (...interfaces: readonly Interface[]): Facts =>
  world({ interfaces: known([loopback, ...interfaces], 'rtnetlink') });

const target = parseTarget('8000');

const here: Vantage = { kind: 'self', label: 'self', source: null, input: null, network: null };

/** A question from this machine. */
export const fromHere = (over: Partial<Question> = {}): Question => {
  const where = over.address ?? '127.0.0.1';
  return {
    target,
    vantage: here,
    protocol: 'tcp',
    family: where.includes(':') ? 6 : 4,
    address: where,
    port: 8000,
    local: true,
    ...over,
  };
};

/** Questions from this machine about another one: on the network of eth0, and behind its gateway. */
export const toNeighbour = fromHere({ address: '10.77.0.9', local: false });
export const toRemote = fromHere({ address: '10.123.0.5', local: false });

/** A question from any machine on the network of eth0. */
export const fromLan = (over: Partial<Question> = {}, vantage: Partial<Vantage> = {}): Question =>
  fromHere({
    address: '10.77.0.1',
    vantage: {
      kind: 'lan',
      label: 'lan',
      source: '10.77.0.2',
      input: 'eth0',
      network: '10.77.0.0/24',
      ...vantage,
    },
    ...over,
  });

/** A question from the client that --from names. */
export const fromClient = (source: string, over: Partial<Question> = {}, input = 'eth0'): Question =>
  fromLan(over, { kind: 'address', label: source, source, input, network: null });

/** A client behind the gateway of eth0, its question, and what is looked up for the replies to it. */
export const farClient = '10.99.0.2';
export const fromFar = fromClient(farClient, { address: '10.77.0.1' });
export const wayBack = { from: '10.77.0.1' };

/** A policy rule of IPv4 by these words of `ip rule`. */
export const policyRule = (text: string, priority = 100, table: number | null = 52): RoutingRule => ({
  family: 4,
  priority,
  text,
  table,
});

/** One connection to an address elsewhere: what came of it, after how many milliseconds. */
export const probed = (outcome: Probe['outcome'], ms: number, address = '10.123.0.5') =>
  known(
    [
      {
        protocol: 'tcp',
        address,
        port: 8000,
        outcome,
        errno: null,
        offender: null,
        ms,
        conversations: [],
      } as Probe,
    ],
    'connect()',
  );

/** What a rule answers in a world: a finding, 'ruled-out', or 'unchecked: …'. */
export function verdictOf(
  rule: { readonly code: string },
  facts: Facts,
  question: Question,
): Finding | string {
  const { result } = judge([rule as Rule], facts, [question])[0]!;
  if (result.kind === 'found') return result.finding;
  if (result.kind === 'unchecked') return `unchecked: ${result.lacks}`;
  return result.kind;
}
