import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';

/** A group and those above it, without the root: '/ice/shop', '/ice'. */
function upwards(group: string): readonly string[] {
  const parts = group.split('/').filter(Boolean);
  return parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`);
}

/** cgroup 1 has the freezer as a controller of its own, and shows its tasks in state D (freezer-subsystem.txt). */
function byController(system: System, groups: string | undefined): readonly string[] | undefined {
  const group = /^\d+:freezer:(\/.+)$/m.exec(groups ?? '')?.[1];
  if (!group) return undefined;
  const folder = '/sys/fs/cgroup/freezer';
  if (textOf(system, `${folder}${group}/freezer.state`).trim() !== 'FROZEN') return undefined;
  return upwards(group)
    .filter(each => textOf(system, `${folder}${each}/freezer.self_freezing`).trim() === '1')
    .map(each => `${folder}${each}/freezer.state`);
}

/**
 * The files by which a process's control group, or one above it, was frozen (cgroup-v2.rst, "cgroup.freeze"); undefined
 * where it runs. `cgroup` is its path in the unified hierarchy, `groups` the text of /proc/PID/cgroup.
 */
export function freezersOf(
  system: System,
  cgroup: string | null,
  groups: string | undefined,
): readonly string[] | undefined {
  if (
    cgroup &&
    cgroup !== '/' &&
    textOf(system, `/sys/fs/cgroup${cgroup}/cgroup.events`).includes('frozen 1')
  )
    return upwards(cgroup)
      .map(each => `/sys/fs/cgroup${each}/cgroup.freeze`)
      .filter(path => textOf(system, path).trim() === '1');
  return byController(system, groups);
}
