import type { Upstream } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { listPids } from '../sockets/kin.js';
import { readUnits } from '../units/read.js';
import type { EndedUpstream } from './types.js';

/** Most processes whose output is looked at. */
const MOST = 4096;

/** The file that a descriptor of a process leads to; '' where that cannot be seen. */
function fileOf(system: System, pid: number, descriptor: 1 | 2): string {
  try {
    return system.link(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return '';
  }
}

/** What may tell why nobody is at an upstream's port or socket: the units that should be, and which logs are still written to. */
export async function endedUpstream(
  system: System,
  { port, path }: Pick<Upstream, 'port' | 'path'>,
): Promise<EndedUpstream> {
  const units = valueIn(await readUnits(system, { processes: [], port, path, name: null })) ?? [];
  const written = listPids(system)
    .slice(0, MOST)
    .flatMap(pid => [fileOf(system, pid, 1), fileOf(system, pid, 2)])
    .filter(path => path.startsWith('/') && !path.startsWith('/dev/'));
  return { units, written: [...new Set(written)] };
}
