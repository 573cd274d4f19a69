import { familyOf } from '../../net/address.js';
import { identify } from '../../programs/identify.js';
import { invocationOf } from '../../programs/invocation.js';
import type { Upstream } from '../../programs/proxies/upstream.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { type Fact, known, valueIn } from '../fact.js';
import type { Asking } from '../probes/plan.js';
import { probe } from '../probes/probe.js';
import type { Probe } from '../probes/types.js';
import type { Service } from '../probes/well-known.js';
import type { Process } from '../processes/types.js';
import type { Owners, Socket } from '../sockets/types.js';
import { exhaustedFpm } from './exhausted.js';
import { asAsked, failedAt, mayBeOf } from './failure.js';
import { withPolicy } from './forbidden.js';
import { forwardOf } from './forward.js';
import { hiddenBy } from './hidden.js';
import { withHolders } from './holders.js';
import { lastWords, logPaths } from './last-words.js';
import { socketFile } from './socket-file.js';
import { spoolOf } from './spool.js';
import { withStale } from './stale.js';
import type { Passing, UpstreamState } from './types.js';
import { whereabouts, workerOf } from './whereabouts.js';

/** What it takes to follow a failure through a proxy. */
export interface Surroundings {
  readonly probes: readonly Probe[];
  readonly configuration: Fact<readonly ConfigurationFile[]>;
  /** The sockets of the target's port, and the processes that hold them. */
  readonly sockets: readonly Socket[];
  readonly owners: Owners | undefined;
  readonly processes: readonly Process[];
  /** Who may hold them, where that may not be seen. */
  readonly likely: readonly Process[];
  /** This machine's addresses. */
  readonly addresses: readonly string[];
}

const nobody: Passing = { proxy: null, upstreams: [], logged: null };

async function resolve(
  host: string,
): Promise<{ readonly addresses: readonly string[]; readonly error: string | null }> {
  if (familyOf(host)) return { addresses: [host], error: null };
  const { lookup } = await import('node:dns');
  return new Promise(done => {
    const timer = setTimeout(() => done({ addresses: [], error: 'ETIMEDOUT' }), 1500);
    lookup(host, { all: true }, (error, found) => {
      clearTimeout(timer);
      done({
        addresses: error ? [] : found.map(({ address }) => address),
        error: error ? (error.code ?? 'ENOTFOUND') : null,
      });
    });
  });
}

const services: Readonly<Record<string, Service>> = {
  fastcgi: 'fastcgi',
  uwsgi: 'uwsgi',
  ajp: 'ajp',
  grpc: 'http2',
  scgi: 'silent',
};

const loopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** As its proxy would ask: by its protocol, for what the client asked for. */
function askingAs({ protocol }: Upstream, as: Pick<Asking, 'name' | 'path'>): Asking {
  const service = services[protocol] ?? null;
  const manner = service ? 'port' : protocol === 'https' ? 'https' : 'http';
  return { manner, ...as, service, sure: true, own: [], names: [], hosts: [], directories: [] };
}

/** Tries an upstream as its proxy does, if it is on this machine. */
async function stateOf(
  system: System,
  upstream: Upstream,
  owners: readonly Process[],
  { own, as }: { readonly own: readonly string[]; readonly as: Pick<Asking, 'name' | 'path'> },
  deadline: number,
): Promise<UpstreamState> {
  const worker = workerOf(owners);
  const nothing = { upstream, addresses: [], nameError: null, probes: [], socket: null };
  const tried = (address: string, port: number) =>
    probe(
      {
        protocol: 'tcp',
        address,
        port,
        local: true,
        question: askingAs(upstream, as),
        because: 'upstream',
      },
      deadline,
    );
  if (upstream.path !== null) {
    const socket = await socketFile(system, upstream.path, worker);
    const gone = socket.kind === null || socket.listening === false;
    const hidden = socket.kind === null ? hiddenBy(system, upstream.path) : undefined;
    if (hidden) return { ...nothing, socket, hiddenBy: hidden };
    const open = socket.listening === true && socket.deniedAt === null;
    const probes = open ? [await tried((worker?.root ?? '') + upstream.path, 0)] : [];
    return { ...nothing, socket, probes, ...(await whereabouts(system, upstream, owners, gone)) };
  }
  const { addresses, error } = await resolve(upstream.host ?? '');
  const here = addresses.filter(address => loopback(address) || own.includes(address));
  const other = (address: string) =>
    address === '127.0.0.1' ? ['::1'] : address === '::1' ? ['127.0.0.1'] : [];
  const both = [...new Set(here.flatMap(address => [address, ...other(address)]))];
  const probes = await Promise.all(both.map(address => tried(address, upstream.port ?? 0)));
  const gone = probes.length > 0 && probes.every(({ outcome }) => outcome === 'refused');
  return {
    ...nothing,
    addresses,
    nameError: error,
    probes,
    ...(await whereabouts(system, upstream, owners, gone)),
  };
}

/** An upstream that its proxy has waited for is not waited for as long again, milliseconds. */
const PATIENCE = 2500;

/** A development server, or a program of one's own, as people call it: it may hand requests on by a library. */
function handsOn(owners: readonly Process[], processes: readonly Process[]): string | undefined {
  const owner = owners.find(
    each => invocationOf(each).language === 'node' || /^(vite|webpack|next)/.test(invocationOf(each).name),
  );
  return owner && identify(owner, processes).label;
}

const isFastcgi = ({ upstream }: UpstreamState): boolean => upstream.protocol === 'fastcgi';

/** The processes that hold the target's port. */
function holdersOf({ sockets, owners, processes }: Surroundings): readonly Process[] {
  const pids = sockets.flatMap(({ inode }) => owners?.pidsByInode[inode] ?? []);
  return processes.filter(({ pid }) => pids.includes(pid));
}

/** No failure was seen in the beginning of the answer: nginx may cut the rest off all the same. */
function withSpool(system: System, around: Surroundings): Fact<Passing> {
  const holders = holdersOf(around);
  const name = holders.find(each => isProxy(each.name))?.name;
  const spool = name && spoolOf(system, valueIn(around.configuration) ?? [], name, holders);
  return spool ? known({ ...nobody, spool }, spool.log) : known(nobody, 'no proxy failed');
}

/**
 * Where the proxy that answered 502, 503 or 504 passes requests on to, and what is there. Nothing is looked at where
 * no proxy failed, and nobody but this machine is connected to. Over at `deadline` (performance.now()).
 */
export async function readUpstreams(
  system: System,
  around: Surroundings,
  deadline: number,
): Promise<Fact<Passing>> {
  const failure = failedAt(around.probes);
  if (!failure) return withSpool(system, around);
  const until = Math.min(deadline, performance.now() + PATIENCE);
  const server = failure.http?.headers.server ?? '';
  const holders = holdersOf(around);
  const owners = holders.length > 0 ? holders : around.likely;
  const files = valueIn(around.configuration) ?? [];
  const owner = owners.find(({ name }) => isProxy(name))?.name;
  // Who keeps a client waiting has somebody to wait for.
  const forward =
    owner === undefined && failure.outcome !== 'silent' ? forwardOf(holders, failure.port, files) : undefined;
  if (forward) {
    const state = await stateOf(
      system,
      forward,
      owners,
      { own: around.addresses, as: asAsked(failure) },
      until,
    );
    return known({ ...nobody, forwarded: state }, `a connection to ${forward.text}`);
  }
  const proxy = owner ?? (isProxy(server) ? server : (handsOn(owners, around.processes) ?? null));
  if (proxy === null || !mayBeOf(failure, isProxy(proxy)))
    return known(nobody, 'who answered is no proxy, or fails itself');
  const host = failure.name?.replace(/:\d+$/, '') ?? null;
  const found = upstreamsOf(files, proxy, {
    port: failure.port,
    host,
    path: failure.path ?? '/',
    args: owners.find(({ name }) => isProxy(name))?.command.slice(1) ?? [],
  });
  const upstreams = await Promise.all(
    found.map(each => stateOf(system, each, owners, { own: around.addresses, as: asAsked(failure) }, until)),
  );
  const logged = lastWords(system, logPaths(files, proxy), owners[0]?.root ?? '');
  const late = failure.http === null || failure.http.status === 504 || /\(11: /.test(logged?.line ?? '');
  const fpm = late && upstreams.some(isFastcgi) ? exhaustedFpm(system) : undefined;
  const told = upstreams.map(each =>
    fpm && isFastcgi(each) ? { ...each, exhausted: fpm } : withHolders(system, each),
  );
  return known(
    { proxy, upstreams: await withPolicy(system, withStale(told, logged), logged), logged },
    "the proxy's configuration, and connections to its upstreams",
  );
}
