import { isLoopback } from '../../net/prefix.js';
import { identify } from '../../programs/identify.js';
import { invocationOf } from '../../programs/invocation.js';
import { hostPassed } from '../../programs/proxies/host-passed.js';
import { pathPassed } from '../../programs/proxies/path-passed.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { type Fact, known, valueIn } from '../fact.js';
import type { FirewallRules } from '../firewall/types.js';
import type { Conversation, Probe } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import type { Owners, Socket } from '../sockets/types.js';
import { absentPage } from './absent-page.js';
import { askAgain, lastAsked } from './again.js';
import { lastInRow } from './chain.js';
import { exhaustedFpm } from './exhausted.js';
import { asAsked, failedAt, mayBeOf } from './failure.js';
import { withPolicy } from './forbidden.js';
import { forwardOf } from './forward.js';
import { endOf } from './forward-end.js';
import { withHolders } from './holders.js';
import { passedInside, requestTo } from './inside.js';
import { lastWords, logPaths } from './last-words.js';
import { spoolOf } from './spool.js';
import { withStale } from './stale.js';
import { stateOf } from './state.js';
import type { Passing, UpstreamState } from './types.js';
import { unreadableOf } from './unreadable.js';

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
  /** The packet filter's rules, where they could be read. */
  readonly rules?: FirewallRules | undefined;
}

const nobody: Passing = { proxy: null, upstreams: [], logged: null };

/** An upstream that its proxy has waited for is not waited for as long again, milliseconds. */
const PATIENCE = 2500;

/** Proxies behind the one that was asked that are followed; one may lead to itself. */
const IN_A_ROW = 3;

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

/** No failure was seen in the beginning of the answer: nginx may cut the rest off all the same, or have been kept from the page. */
function withoutFailure(system: System, around: Surroundings): Fact<Passing> {
  const holders = holdersOf(around);
  const files = valueIn(around.configuration) ?? [];
  const unreadable = unreadableOf(system, files, { probes: around.probes, holders });
  if (unreadable) return known({ ...nobody, unreadable }, unreadable.log);
  const absent = absentPage(system, files, holders, lastAsked(around.probes));
  if (absent) return known({ ...nobody, absent }, absent.path);
  const name = holders.find(each => isProxy(each.name))?.name;
  const spool = name && spoolOf(system, files, name, holders);
  return spool ? known({ ...nobody, spool }, spool.log) : known(nobody, 'no proxy failed');
}

/** By its configuration, a proxy of this machine has several to pass the request on to that ended here. */
function dealsOut(around: Surroundings, end: Conversation): boolean {
  const holders = holdersOf(around);
  const owner = (holders.length > 0 ? holders : around.likely).find(each => isProxy(each.name));
  if (!owner || !(isLoopback(end.address) || around.addresses.includes(end.address))) return false;
  return upstreamsOf(valueIn(around.configuration) ?? [], owner.name, requestTo(owner, end)).length > 1;
}

/** The proxy has waited for its upstream (11: EAGAIN of a socket of PHP-FPM whose queue is full). */
const isLate = ({ http }: Conversation, logged: Passing['logged']): boolean =>
  http === null || http.status === 504 || /\(11: /.test(logged?.line ?? '');

/** How the proxy failed, or fails now and then: `again` are its answers to the same request. */
async function failureIn(around: Surroundings, deadline: number) {
  const failure = failedAt(around.probes);
  const end = lastAsked(around.probes);
  const mayVary = end && (!failure || failure === end) && dealsOut(around, end);
  const again = mayVary ? await askAgain(end, deadline) : undefined;
  return { failure: again?.failed[0] ?? failure, ...(again && { again }) };
}

/** The application knows a page by the path that its proxy makes of it. */
function handedPath(...asked: Parameters<typeof pathPassed>): { readonly path?: string } {
  const path = pathPassed(...asked)?.handed;
  return path === undefined ? {} : { path };
}

/** The name that a proxy puts in the place of the client's, where an application may turn away the one or the other. */
function otherHost(host: string | null, asked: string | null): { readonly handed?: string } {
  const handed = host?.replace(/:\d+$/, '');
  return asked === null || handed === undefined || handed === asked ? {} : { handed };
}

/** The name by which the application is asked: the client's, unless its proxy puts another in the place of that. */
function handedHost(...asked: Parameters<typeof hostPassed>): string | null {
  const host = hostPassed(...asked)?.host ?? asked[2].host;
  return host?.includes('$') ? null : host;
}

/**
 * Where the proxy that answered 502, 503 or 504 passes requests on to, and what is there. Nothing is looked at where
 * no proxy failed, and nobody but this machine is connected to. Over at `deadline` (performance.now()).
 */
export async function readUpstreams(
  system: System,
  around: Surroundings,
  deadline: number,
  row = 0,
): Promise<Fact<Passing>> {
  const { failure, again } = await failureIn(around, deadline);
  if (!failure) return withoutFailure(system, around);
  const server = failure.http?.headers.server ?? '';
  const holders = holdersOf(around);
  const owners = holders.length > 0 ? holders : around.likely;
  const files = valueIn(around.configuration) ?? [];
  const asking = {
    system,
    owners,
    files,
    own: around.addresses,
    as: asAsked(failure),
    deadline: Math.min(deadline, performance.now() + PATIENCE),
  };
  const owner = owners.find(({ name }) => isProxy(name))?.name;
  // Who keeps a client waiting has somebody to wait for.
  const forward =
    owner === undefined && failure.outcome !== 'silent' ? forwardOf(holders, failure.port, files) : undefined;
  if (forward) {
    const forwarded = await endOf(forward, asking);
    return known({ ...nobody, forwarded }, `a connection to ${forwarded.upstream.text}`);
  }
  const within = passedInside(system, holders, failure, around);
  if (within) return known({ ...nobody, ...within }, "the configuration inside the proxy's container");
  const proxy = owner ?? (isProxy(server) ? server : (handsOn(owners, around.processes) ?? null));
  if (proxy === null || !(again || mayBeOf(failure, proxy)))
    return known(nobody, 'who answered is no proxy, or fails itself');
  const passed = requestTo(
    owners.find(({ name }) => isProxy(name)),
    failure,
  );
  const found = upstreamsOf(files, proxy, passed);
  const host = handedHost(files, proxy, passed);
  const behind = {
    ...asking,
    as: { ...asking.as, ...handedPath(files, proxy, passed) },
    ...otherHost(host, asking.as.name),
  };
  const upstreams = await Promise.all(found.map(each => stateOf(each, behind)));
  const logged = lastWords(system, logPaths(files, proxy), owners[0]?.root ?? '');
  const late = isLate(failure, logged);
  const fpm = late && upstreams.some(isFastcgi) ? exhaustedFpm(system) : undefined;
  const told = upstreams.map(each =>
    fpm && isFastcgi(each) ? { ...each, exhausted: fpm } : withHolders(system, each),
  );
  const passing = {
    proxy,
    upstreams: await withPolicy(system, withStale(told, logged), logged),
    logged,
    ...(again && { again }),
  };
  const next = (behind: Surroundings) => readUpstreams(system, behind, deadline, row + 1);
  const way = { addresses: around.addresses, host, deadline };
  return known(
    row < IN_A_ROW && !again ? await lastInRow(system, passing, way, next) : passing,
    "the proxy's configuration, and connections to its upstreams",
  );
}
