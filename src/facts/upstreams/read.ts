import { isLoopback } from '../../net/prefix.js';
import { admittanceOf } from '../../programs/access/client-rules.js';
import { identify } from '../../programs/identify.js';
import { invocationOf } from '../../programs/invocation.js';
import { APACHE, NGINX } from '../../programs/proxies/upstream.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import { type Fact, known, valueIn } from '../fact.js';
import type { Conversation } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import { absentPage } from './absent-page.js';
import { askAgain, lastAsked } from './again.js';
import { lastInRow } from './chain.js';
import { asAsked, failedAt, mayBeOf } from './failure.js';
import { forwardOf } from './forward.js';
import { endOf } from './forward-end.js';
import { passedInside, requestTo } from './inside.js';
import { lastWords, logPaths } from './last-words.js';
import { passingOf } from './passing.js';
import { spoolOf } from './spool.js';
import { holdersOf, ownersOf, type Surroundings } from './surroundings.js';
import type { Passing } from './types.js';
import { unreadableOf } from './unreadable.js';

/** Where it is known from. */
const WAYS_ON = "the proxy's configuration, and connections to its upstreams";

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

/** What the upstreams of a request are asked with, for a while. */
const asking = (system: System, around: Surroundings, deadline: number) => ({
  system,
  owners: ownersOf(around),
  files: valueIn(around.configuration) ?? [],
  own: around.addresses,
  deadline: Math.min(deadline, performance.now() + PATIENCE),
});

/** Of these it is known which of their upstreams a path leads to: a page of the proxy's own may want a password too. */
const byPath = new RegExp(`${NGINX.source}|${APACHE.source}`, 'i');

/** What stands behind a proxy that turns this machine away by its address, or for want of a password, meets those alone whom it lets in. */
async function behindRules(
  system: System,
  around: Surroundings,
  deadline: number,
): Promise<Passing | undefined> {
  const end = lastAsked(around.probes);
  const proxy = ownersOf(around).find(({ name }) => isProxy(name));
  if (!proxy || !end?.http) return undefined;
  const way = asking(system, around, deadline);
  const coming = { client: end.address, server: end.address };
  const barred =
    end.http.status === 401
      ? around.byUrl === true && byPath.test(proxy.name)
      : end.http.status === 403 &&
        admittanceOf(way.files, proxy.name, requestTo(proxy, end), coming)?.admitted === false;
  if (!barred) return undefined;
  return (await passingOf(end, proxy.name, null, way)).passing;
}

/** No failure was seen in the beginning of the answer: nginx may cut the rest off all the same, or have been kept from the page. */
async function withoutFailure(
  system: System,
  around: Surroundings,
  deadline: number,
): Promise<Fact<Passing>> {
  const holders = holdersOf(around);
  const files = valueIn(around.configuration) ?? [];
  const unreadable = unreadableOf(system, files, { probes: around.probes, holders });
  if (unreadable) return known({ ...nobody, unreadable }, unreadable.log);
  const absent = absentPage(system, files, holders, lastAsked(around.probes));
  if (absent) return known({ ...nobody, absent }, absent.path);
  const behind = await behindRules(system, around, deadline);
  if (behind) return known({ ...nobody, behindRules: behind }, WAYS_ON);
  const name = holders.find(each => isProxy(each.name))?.name;
  const spool = name && spoolOf(system, files, name, holders);
  return spool ? known({ ...nobody, spool }, spool.log) : known(nobody, 'no proxy failed');
}

/** By its configuration, a proxy of this machine has several to pass the request on to that ended here. */
function dealsOut(around: Surroundings, end: Conversation): boolean {
  const owner = ownersOf(around).find(each => isProxy(each.name));
  if (!owner || !(isLoopback(end.address) || around.addresses.includes(end.address))) return false;
  return upstreamsOf(valueIn(around.configuration) ?? [], owner.name, requestTo(owner, end)).length > 1;
}

/** How the proxy failed, or fails now and then: `again` are its answers to the same request. */
async function failureIn(around: Surroundings, deadline: number) {
  const failure = failedAt(around.probes);
  const end = lastAsked(around.probes);
  const mayVary = end && (!failure || failure === end) && dealsOut(around, end);
  const again = mayVary ? await askAgain(end, deadline) : undefined;
  return { failure: again?.failed[0] ?? failure, ...(again && { again }) };
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
  if (!failure) return withoutFailure(system, around, deadline);
  const server = failure.http?.headers.server ?? '';
  const holders = holdersOf(around);
  const way = asking(system, around, deadline);
  const { owners, files } = way;
  const owner = owners.find(({ name }) => isProxy(name))?.name;
  // Who keeps a client waiting has somebody to wait for.
  const forward =
    owner === undefined && failure.outcome !== 'silent' ? forwardOf(holders, failure.port, files) : undefined;
  if (forward) {
    const forwarded = await endOf(forward, { ...way, as: asAsked(failure) });
    return known({ ...nobody, forwarded }, `a connection to ${forwarded.upstream.text}`);
  }
  const within = passedInside(system, holders, failure, around);
  if (within) return known({ ...nobody, ...within }, "the configuration inside the proxy's container");
  const proxy = owner ?? (isProxy(server) ? server : (handsOn(owners, around.processes) ?? null));
  if (proxy === null || !(again || mayBeOf(failure, proxy)))
    return known(nobody, 'who answered is no proxy, or fails itself');
  const logged = lastWords(system, logPaths(files, proxy), owners[0]?.root ?? '');
  const { passing, host } = await passingOf(failure, proxy, logged, way);
  const next = (behind: Surroundings) => readUpstreams(system, behind, deadline, row + 1);
  const onwards = { addresses: around.addresses, host, deadline };
  const last = row < IN_A_ROW && !again ? await lastInRow(system, passing, onwards, next) : passing;
  return known({ ...last, ...(again && { again }) }, WAYS_ON);
}
