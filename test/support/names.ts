import { known } from '../../src/facts/fact.js';
import type { Facts } from '../../src/facts/facts.js';
import type { HostsEntry, NameLookup, NameServerAnswer } from '../../src/facts/names/types.js';
import type { ConnectOutcome, Probe } from '../../src/facts/probes/types.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import { parseTarget } from '../../src/net/parse-target.js';
import type { Question } from '../../src/net/question.js';
import { fromHere, verdictOf, world } from './ground.js';

/** A line of /etc/hosts. */
export const hostsLine = (line: number, text: string): HostsEntry => {
  const [address, ...names] = text.replace(/#.*/, '').split(/\s+/).filter(Boolean);
  return { file: '/etc/hosts', line, text, before: '', address: address!, names };
};

/** What a name server said to A; nothing is known of AAAA. */
export const says = (
  server: string,
  outcome: NameServerAnswer['outcome'],
  addresses: readonly string[] = [],
  question = 'app.test',
  source = '/etc/resolv.conf',
): NameServerAnswer => ({ server, source, question, type: 'A', outcome, addresses, ms: 1 });

/** The lookup of app.test; without addresses, by a resolver that found none. */
export const lookedUp = (addresses: readonly string[], over: Partial<NameLookup> = {}): NameLookup => ({
  name: 'app.test',
  addresses: addresses.map(address => ({ family: address.includes(':') ? 6 : 4, address })),
  error: addresses.length ? null : 'ENOTFOUND',
  from: addresses.length ? 'dns' : null,
  hosts: [],
  order: ['files', 'dns'],
  orderLine: { file: '/etc/nsswitch.conf', line: 1, text: 'hosts: files dns', before: '' },
  servers: ['10.0.0.53'],
  serverLines: [],
  search: [],
  answers: [],
  malformed: [],
  ms: 2,
  dots: 1,
  wildcards: [],
  multicast: false,
  ...over,
});

/** How an attempt to connect to port 8000 ended. */
export const attempt = (address: string, outcome: ConnectOutcome, over: Partial<Probe> = {}): Probe => ({
  protocol: 'tcp',
  address,
  port: 8000,
  outcome,
  errno: outcome === 'refused' ? 'ECONNREFUSED' : outcome === 'connected' ? null : 'ETIMEDOUT',
  offender: null,
  ms: 1,
  conversations: [],
  ...over,
});

interface Scene {
  readonly names: NameLookup;
  readonly probes?: readonly Probe[];
  readonly sockets?: readonly Socket[];
  readonly listeners?: readonly Socket[];
  /** What was typed; http://NAME:8000/ if not said. */
  readonly typed?: string;
  /** The address asked about; the first of the name if not said. */
  readonly address?: string;
  readonly question?: Partial<Question>;
  readonly platform?: NodeJS.Platform;
  readonly firewall?: Facts['firewall'];
}

const own = new Set(['127.0.0.1', '127.0.1.1', '::1', '10.77.0.1', 'fd77::1']);

/** What a rule says of a name that was asked for from here, on the machine 10.77.0.1 called `box`. */
export function ofName(rule: { readonly code: string }, scene: Scene) {
  const { names, probes = [], sockets = [], listeners = [], platform = 'linux' } = scene;
  const address = scene.address ?? names.addresses[0]?.address ?? '';
  const target = parseTarget(scene.typed ?? `http://${names.name}:8000/`);
  const facts = world({
    names: known(names, 'getaddrinfo'),
    probes: known(probes, 'connect()'),
    sockets: known(sockets, 'sock_diag'),
    listeners: known(listeners, 'sock_diag'),
    machine: known({ platform, hostName: 'box' } as never, 'uname'),
    ...(scene.firewall && { firewall: scene.firewall }),
  });
  const local = address === '' || own.has(address);
  const port = target.port ?? 8000;
  return verdictOf(rule, facts, fromHere({ target, port, address, local, ...scene.question }));
}
