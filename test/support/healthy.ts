import { diagnose } from '../../src/diagnosis/diagnose.js';
import type { Diagnosis } from '../../src/diagnosis/types.js';
import { known } from '../../src/facts/fact.js';
import type { Facts, FactValues } from '../../src/facts/facts.js';
import type { Conversation, Probe } from '../../src/facts/probes/types.js';
import type { Process } from '../../src/facts/processes/types.js';
import { type Asking, questionsOf } from '../../src/facts/questions.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { rules } from '../../src/rules/index.js';
import type { Rule } from '../../src/rules/rule.js';
import { listener as listenerOfRoot, lookup, loopback, nic } from './ground.js';

/** The moment at which the machine is looked at. */
export const now = Date.UTC(2026, 10, 20, 12);

/** A listening TCP socket of an ordinary user; say what differs. */
export const listener = (local: string, port: number, more: Partial<Socket> = {}): Socket =>
  listenerOfRoot(local, port, {
    uid: 1000,
    inode: 5000 + port,
    v6only: local.includes(':') ? false : null,
    ...more,
  });

/** A process of an ordinary user, started with nohup; say what differs. */
export const running = (pid: number, command: readonly string[], more: Partial<Process> = {}): Process => ({
  pid,
  parent: 1,
  name: (command[0] ?? '').split('/').at(-1)!.slice(0, 15),
  command,
  executable: `/usr/bin/${(command[0] ?? '').split('/').at(-1)}`,
  executableDeleted: false,
  directory: '/srv',
  directoryDeleted: false,
  uid: 1000,
  user: 'ana',
  startedAt: now - 3_600_000,
  state: 'S',
  waitChannel: 'do_epoll_wait',
  busiestThread: null,
  threads: 1,
  descriptors: { open: 8, soft: 1024, hard: 4096 },
  children: [],
  session: 1,
  processGroup: pid,
  foregroundGroup: -1,
  terminal: null,
  ignored: ['HUP'],
  caught: [],
  blocked: [],
  capabilities: '0000000000000000',
  cgroup: null,
  frozen: false,
  environment: {},
  input: '/dev/null',
  output: '/srv/nohup.out',
  errors: '/srv/nohup.out',
  networkNamespace: 1,
  root: '',
  ...more,
});

/** A shell on a terminal, and what a process has that was typed there. */
export const shell = running(10, ['bash'], {
  session: 10,
  terminal: 'pts/1',
  ignored: [],
  foregroundGroup: 10,
  processGroup: 10,
});
export const typedThere = { parent: 10, session: 10, terminal: 'pts/1', foregroundGroup: 10, ignored: [] };

/** A probe that connected and got 200 OK; say what differs. */
export const probe = (
  host: string,
  port: number,
  outcome: Probe['outcome'] = 'connected',
  talk: Partial<Conversation> = {},
): Probe => ({
  protocol: 'tcp',
  address: host,
  port,
  outcome,
  errno: outcome === 'refused' ? 'ECONNREFUSED' : outcome === 'timeout' ? 'ETIMEDOUT' : null,
  offender: null,
  ms: 1,
  conversations:
    outcome === 'connected'
      ? [
          {
            asked: 'http',
            address: host,
            port,
            name: host,
            path: '/',
            reason: 'asked',
            outcome: 'answered',
            firstBytes: 'HTTP/1.1 200 OK\r\n',
            protocol: 'http',
            banner: null,
            http: { status: 200, reason: 'OK', headers: {}, body: 'hello' },
            tls: null,
            ms: 2,
            ...talk,
          } as Conversation,
        ]
      : [],
});

/** Probes of a server that takes connections at both addresses and gives nothing back. */
export const hanging = (port: number): Probe[] =>
  ['127.0.0.1', '10.0.0.1'].map(host =>
    probe(host, port, 'connected', {
      outcome: 'silent',
      http: null,
      protocol: null,
      firstBytes: '',
      ms: 6000,
    }),
  );

/** What differs from a healthy machine: a value, or a fact with its status. */
export type Differences = { readonly [N in keyof FactValues]?: FactValues[N] | Facts[N] };

const counters = {
  ListenOverflows: 0,
  ListenDrops: 0,
  IPReversePathFilter: 0,
  OutNoRoutes: 0,
  TCPReqQFullDrop: 0,
  TCPRetransFail: 0,
  InReceives: 0,
  InDelivers: 0,
  InDiscards: 0,
  InHdrErrors: 0,
  InAddrErrors: 0,
  ForwDatagrams: 0,
  ReasmReqds: 0,
  OutRsts: 0,
  OutRequests: 0,
  OutSegs: 0,
  OutDatagrams: 0,
  OutMsgs: 0,
  NoPorts: 0,
  Ip6InReceives: 0,
  Ip6InDelivers: 0,
  Ip6InMcastPkts: 0,
  in_martian_src: 0,
};

/** python3 -m http.server on 0.0.0.0, one network 10.0.0.0/24, no firewall, nothing else. */
export const healthy = (port: number) => ({
  machine: {
    platform: 'linux',
    release: '6.18.0',
    hostName: 'box',
    now,
    bootedAt: now - 86_400_000,
    uid: 1000,
    directory: '/srv',
    pid: 99,
    container: null,
  },
  subject: { port, otherPorts: [], pids: [], scheme: null },
  interfaces: [
    { ...loopback, addresses: loopback.addresses.filter(each => each.family === 4) },
    nic('eth0', ['10.0.0.1/24']),
  ],
  routes: {
    lookups: [
      lookup('10.0.0.2', { from: '10.0.0.1', source: '10.0.0.1' }),
      lookup('10.0.0.2', { source: '10.0.0.1' }),
      lookup('10.0.0.1', {
        from: '10.0.0.2',
        input: 'eth0',
        type: 'local',
        device: 'lo',
        source: '10.0.0.1',
      }),
    ],
    rules: [],
    routes: [],
    neighbours: [],
    reversePathFilter: { all: 0, eth0: 0 },
  },
  firewall: {
    tables: [],
    ipsets: [],
    owners: { ufw: false, firewalld: false, fail2ban: false },
    routeLocalnet: [],
  },
  sockets: [listener('0.0.0.0', port)],
  listeners: [],
  resampled: [],
  unixListeners: [],
  outgoing: [],
  owners: { pidsByInode: { [5000 + port]: [42] }, hidden: [] },
  processes: [running(42, ['python3', '-m', 'http.server', String(port)])],
  namespaces: [],
  containers: [],
  limits: {
    unprivilegedPortStart: 1024,
    ephemeral: { first: 32768, last: 60999 },
    ipForward: false,
    ipv6Forward: false,
    ipv6Disabled: true,
    conntrack: null,
    counters: { before: counters, after: counters },
  },
  names: {
    name: '',
    addresses: [],
    error: null,
    from: null,
    hosts: [],
    order: [],
    servers: [],
    search: [],
    answers: [],
    malformed: [],
    ms: 0,
    dots: 1,
    wildcards: [],
    multicast: false,
  },
  proxies: { variables: {}, attempts: [] },
  probes: [probe('127.0.0.1', port), probe('10.0.0.1', port)],
  logs: [],
  selinux: { enforcing: false, denials: [], source: '' },
  units: [],
  pm2: [],
  configuration: [],
  upstreams: { proxy: null, upstreams: [], logged: null },
});

const isFact = (value: unknown): boolean => typeof value === 'object' && value !== null && 'status' in value;

/** The diagnosis of a machine that is healthy but for these differences. */
export function diagnosed(
  typed: string,
  differences: Differences = {},
  asking: Asking = { from: 'any', family: null },
  asked: readonly Rule[] = rules,
): Diagnosis {
  const target = parseTarget(typed);
  const values = { ...healthy(target.port ?? 8000), ...differences };
  const facts = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isFact(value) ? value : known(value, 'the test')]),
  ) as unknown as Facts;
  const value = <N extends keyof FactValues>(name: N): FactValues[N] | undefined =>
    facts[name].status === 'unknown' ? undefined : (facts[name].value as FactValues[N]);
  const questions = questionsOf({
    target,
    asking,
    port: value('subject')?.port ?? null,
    interfaces: value('interfaces') ?? [],
    neighbours: value('routes')?.neighbours ?? [],
    names: value('names')?.name ? value('names') : undefined,
  });
  return diagnose(target, questions, facts, asked);
}

/** The codes of a diagnosis' errors, the root cause first. */
export const errors = (diagnosis: Diagnosis): readonly string[] =>
  diagnosis.causes.filter(each => each.severity === 'error').map(each => each.code);

/** All codes of a diagnosis with their severity: 'error bind/loopback-only'. */
export const codes = (diagnosis: Diagnosis): readonly string[] =>
  diagnosis.causes.map(each => `${each.severity} ${each.code}`);
