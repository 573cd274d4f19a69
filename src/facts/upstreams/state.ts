import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Upstream } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { valueIn } from '../fact.js';
import type { Asking } from '../probes/plan.js';
import { probe } from '../probes/probe.js';
import { type Resolved, resolve } from '../probes/resolve.js';
import type { Probe } from '../probes/types.js';
import type { Service } from '../probes/well-known.js';
import type { Process } from '../processes/types.js';
import { readNeighbours } from '../routes/read.js';
import type { Neighbour } from '../routes/types.js';
import { hiddenBy } from './hidden.js';
import { socketFile } from './socket-file.js';
import type { UpstreamState } from './types.js';
import { whereabouts, workerOf } from './whereabouts.js';

/** How long the system's resolver is waited for, milliseconds. */
const RESOLVER_PATIENCE = 1500;

const addressesOf = async (host: string): Promise<Resolved> =>
  familyOf(host) ? { addresses: [host], error: null } : resolve(host, RESOLVER_PATIENCE);

const services: Readonly<Record<string, Service>> = {
  fastcgi: 'fastcgi',
  uwsgi: 'uwsgi',
  ajp: 'ajp',
  grpc: 'http2',
  scgi: 'silent',
};

/** As its proxy would ask: by its protocol, for what the client asked for. */
function askingAs({ protocol }: Upstream, as: Pick<Asking, 'name' | 'path'>): Asking {
  const service = services[protocol] ?? null;
  const manner = service ? 'port' : protocol === 'https' ? 'https' : 'http';
  return { manner, ...as, service, sure: true, own: [], names: [], hosts: [], directories: [] };
}

/** Where an upstream is looked for, and how it is asked. */
export interface Around {
  readonly system: System;
  /** The proxy's processes. */
  readonly owners: readonly Process[];
  /** The proxy's configuration. */
  readonly files: readonly ConfigurationFile[];
  /** This machine's addresses. */
  readonly own: readonly string[];
  /** What the client asked the proxy for. */
  readonly as: Pick<Asking, 'name' | 'path'>;
  /** The name that the proxy puts in the place of the client's, where that is another one. */
  readonly handed?: string;
  /** In performance.now() time. */
  readonly deadline: number;
}

const nothing = { addresses: [], nameError: null, probes: [], socket: null };

/** Tries an upstream as its proxy does, if it is on this machine. */
export const stateOf = (upstream: Upstream, around: Around): Promise<UpstreamState> =>
  upstream.path === null ? hostState(upstream, around) : socketState(upstream, upstream.path, around);

const tried = (upstream: Upstream, address: string, { as, deadline }: Around): Promise<Probe> =>
  probe(
    {
      protocol: 'tcp',
      address,
      port: upstream.path === null ? (upstream.port ?? 0) : 0,
      local: true,
      question: askingAs(upstream, as),
      because: 'upstream',
    },
    deadline,
  );

async function socketState(upstream: Upstream, path: string, around: Around): Promise<UpstreamState> {
  const { system, owners } = around;
  const worker = workerOf(owners);
  const socket = await socketFile(system, path, worker);
  const gone = socket.kind === null || socket.listening === false;
  const hidden = socket.kind === null ? hiddenBy(system, path) : undefined;
  if (hidden) return { upstream, ...nothing, socket, hiddenBy: hidden };
  const open = socket.listening === true && socket.closed.length === 0;
  const probes = open ? [await tried(upstream, (worker?.root ?? '') + path, around)] : [];
  return {
    upstream,
    ...nothing,
    socket,
    probes,
    ...(await handedAt(upstream, probes, around)),
    ...(await whereabouts(system, upstream, owners, gone, around.files)),
  };
}

/** It keeps the first address that a name has when it starts, and tries no other (server of HAProxy, init-addr libc). */
const TAKES_FIRST = /^haproxy/;

/** The family that a server of HAProxy's is bound to: ipv4@localhost:8001. */
const FAMILY = /\sipv([46])@/;

/** The addresses of a name that its proxy goes to. */
function takenOf(
  addresses: readonly string[],
  { text }: Upstream,
  owners: readonly Process[],
): readonly string[] {
  if (!owners.some(({ name }) => TAKES_FIRST.test(name))) return addresses;
  const family = FAMILY.exec(text)?.[1];
  return addresses.filter(each => !family || familyOf(each) === Number(family)).slice(0, 1);
}

/** The other family's loopback address: a name may mean either. */
const otherLoopback: Readonly<Record<string, readonly string[]>> = {
  '127.0.0.1': ['::1'],
  '::1': ['127.0.0.1'],
};

/** The page that its proxy tells by whether it is up, where that fails although a connection is made. */
async function unwellAt(
  upstream: Upstream,
  probes: readonly Probe[],
  around: Around,
): Promise<Pick<UpstreamState, 'unwell'>> {
  const address = probes.find(({ outcome }) => outcome === 'connected')?.address;
  if (upstream.check === undefined || address === undefined) return {};
  const { conversations } = await tried(upstream, address, {
    ...around,
    as: { name: upstream.checkHost ?? null, path: upstream.check },
  });
  const status = conversations[0]?.http?.status ?? 0;
  return status >= 400
    ? { unwell: { path: upstream.check, status, ...(upstream.checkHost && { host: upstream.checkHost }) } }
    : {};
}

/** An application that answers the client's name is asked by the one that it gets in its place, too. */
async function handedAt(
  upstream: Upstream,
  probes: readonly Probe[],
  around: Around,
): Promise<Pick<UpstreamState, 'handed'>> {
  const welcome = probes.find(({ conversations: [first] }) => first?.http && first.http.status < 400);
  if (around.handed === undefined || !welcome) return {};
  const as = { ...around.as, name: around.handed };
  const { conversations } = await tried(upstream, welcome.address, { ...around, as });
  const status = conversations[0]?.http?.status;
  return status === undefined ? {} : { handed: status };
}

/** Whoever passed a connection on has just looked for that neighbour. */
function absentAt(system: System, [address, ...more]: readonly string[]): Neighbour | undefined {
  const neighbours = more.length > 0 ? [] : (valueIn(readNeighbours(system)) ?? []);
  return neighbours.find(each => each.address === address && /^(?:failed|incomplete)$/.test(each.state));
}

async function hostState(upstream: Upstream, around: Around): Promise<UpstreamState> {
  const { system, owners, own } = around;
  const { addresses: known, error } = await addressesOf(upstream.host ?? '');
  const addresses = takenOf(known, upstream, owners);
  const here = addresses.filter(address => isLoopback(address) || own.includes(address));
  const both = [...new Set(here.flatMap(address => [address, ...(otherLoopback[address] ?? [])]))];
  const probes = await Promise.all(both.map(address => tried(upstream, address, around)));
  const gone = probes.length > 0 && probes.every(({ outcome }) => outcome === 'refused');
  const absent = probes.length === 0 ? absentAt(system, addresses) : undefined;
  return {
    upstream,
    ...nothing,
    addresses,
    nameError: error,
    probes,
    ...(absent && { absent }),
    ...(await unwellAt(upstream, probes, around)),
    ...(await handedAt(upstream, probes, around)),
    ...(await whereabouts(system, upstream, owners, gone, around.files)),
  };
}
