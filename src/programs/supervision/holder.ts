import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import { lineage, supervisorOf } from '../lineage.js';
import type { Situation } from '../program.js';
import { type ServiceFolder, serviceFolder } from './service-folder.js';

/** What keeps a server running, and would start it again. */
export type Holder =
  | { readonly kind: 'systemd'; readonly unit: Unit }
  | { readonly kind: 'pm2'; readonly entry: Pm2Entry }
  | { readonly kind: 'supervisord' }
  | { readonly kind: 'service'; readonly folder: ServiceFolder }
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'none' };

/** What keeps the server of this situation running. */
export function holderOf(
  situation: Pick<Situation, 'process' | 'processes' | 'units' | 'pm2' | 'containers'> & {
    readonly listener?: Situation['listener'];
  },
): Holder {
  const { process, processes, units, pm2, containers } = situation;
  const line = lineage(process, processes);
  const pids = new Set(line.map(each => each.pid));
  const entry = entryOf(process, pids, pm2, situation.listener?.local.port);
  if (entry) return { kind: 'pm2', entry };
  const container = containers.find(each => each.running && each.pid > 0 && pids.has(each.pid));
  if (container) return { kind: 'container', name: container.name };
  const main = units.find(each => each.mainPid > 0 && each.mainPid === process.pid);
  if (main) return { kind: 'systemd', unit: main };
  // Its service may be one of systemd in turn, which runs all the others too.
  if (supervisorOf(process, processes)) return { kind: 'supervisord' };
  const folder = serviceFolder(process, processes);
  if (folder) return { kind: 'service', folder };
  const name = unitOf(process)?.name ?? null;
  const unit = units.find(each => each.name === name);
  if (unit) return { kind: 'systemd', unit };
  return { kind: 'none' };
}

/** In cluster mode the daemon itself holds the socket: then the entry is told by the port. */
function entryOf(
  process: Process,
  pids: ReadonlySet<number>,
  entries: readonly Pm2Entry[],
  port: number | undefined,
): Pm2Entry | undefined {
  const own = entries.find(each => each.pid > 0 && pids.has(each.pid));
  if (own) return own;
  const clustered = entries.filter(each => each.daemon === process.pid && each.mode === 'cluster');
  const names = new Set(clustered.map(each => each.name));
  return (
    clustered.find(each => port !== undefined && each.ports.includes(port)) ??
    (names.size === 1 ? clustered[0] : undefined)
  );
}
