import { isLoopback } from '../../net/prefix.js';
import { pathPassed } from '../../programs/proxies/path-passed.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { type Fact, valueIn } from '../fact.js';
import type { Probe } from '../probes/types.js';
import { collectProcesses } from '../processes/collect.js';
import type { Process } from '../processes/types.js';
import { findOwners } from '../sockets/owners.js';
import { lastAsked } from './again.js';
import { listenersAt } from './holders.js';
import { requestTo } from './inside.js';

/** The application behind a proxy that has nothing at a path. */
export interface Behind {
  /** Those that take its connections, each with the path that it was asked for. */
  readonly servers: readonly Process[];
  /** They with their families. */
  readonly processes: readonly Process[];
}

const nobody: Behind = { servers: [], processes: [] };

/** A proxy of this machine handed a request to the one application here that its configuration names, which has no such page. */
export function readPageBehind(
  system: System,
  holders: readonly Process[],
  configuration: Fact<readonly ConfigurationFile[]>,
  probes: readonly Probe[],
): Behind {
  const end = lastAsked(probes);
  const proxy = holders.find(each => isProxy(each.name));
  if (!proxy || !end || end.http?.status !== 404) return nobody;
  const files = valueIn(configuration) ?? [];
  const passed = requestTo(proxy, end);
  const [upstream, ...more] = upstreamsOf(files, proxy.name, passed);
  if (!upstream || more.length > 0) return nobody;
  const host = upstream.host === 'localhost' ? '127.0.0.1' : upstream.host;
  if (host !== null && !isLoopback(host)) return nobody;
  const sockets = listenersAt(system, upstream, host === null ? [] : [host]);
  const pids = Object.values(valueIn(findOwners(system, sockets))?.pidsByInode ?? {}).flat();
  const path = pathPassed(files, proxy.name, passed)?.handed ?? passed.path;
  const processes = (valueIn(collectProcesses(system, pids)) ?? []).map(each =>
    pids.includes(each.pid) ? { ...each, servesBehind: { proxy: proxy.pid, path } } : each,
  );
  return { servers: processes.filter(({ servesBehind }) => servesBehind), processes };
}

/** The processes that were known, as they were marked, with those behind a proxy. */
export function withBehind(processes: Fact<readonly Process[]>, behind: Behind): Fact<readonly Process[]> {
  if (behind.processes.length === 0 || processes.status === 'unknown') return processes;
  const there = new Map(behind.processes.map(each => [each.pid, each]));
  const known = new Set(processes.value.map(({ pid }) => pid));
  return {
    ...processes,
    value: [
      ...processes.value.map(each => ({ ...there.get(each.pid), ...each })),
      ...behind.processes.filter(({ pid }) => !known.has(pid)),
    ],
  };
}
