import { BPF_TCX } from '../../system/bpf.js';
import type { System } from '../../system/system.js';
import type { Link } from './decode.js';
import type { TrafficControl, TrafficFilter } from './types.js';

/** More interfaces than this are not asked about. */
const MOST = 64;

type Traffic = ReadonlyMap<number, TrafficControl>;

/** BPF programs that see an interface's packets beside the filters of tc (tcx, since Linux 6.6), which rtnetlink does not list. */
function programsOn(system: System, index: number): TrafficFilter[] {
  return Object.entries(BPF_TCX).flatMap(([direction, hook]) =>
    system.attachedPrograms?.(hook, index)
      ? [{ direction: direction as TrafficFilter['direction'], says: 'a BPF program of tcx' }]
      : [],
  );
}

/** What traffic control does, with such programs, where root may ask for them. */
export function withPrograms(
  system: System,
  links: readonly Pick<Link, 'index' | 'flags'>[],
  traffic: Traffic,
): Traffic {
  if (system.uid !== 0) return traffic;
  const up = links.filter(({ flags }) => flags.includes('UP')).slice(0, MOST);
  const found = up.flatMap(({ index }) => {
    const programs = programsOn(system, index);
    const known = traffic.get(index) ?? { filters: [] };
    return programs.length ? [[index, { ...known, filters: [...known.filters, ...programs] }] as const] : [];
  });
  return found.length ? new Map([...traffic, ...found]) : traffic;
}
