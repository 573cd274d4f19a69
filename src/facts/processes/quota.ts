import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';
import type { Process } from './types.js';

type Quota = NonNullable<Process['quota']>;

const counted = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);

/** What a group may use of processors: "1000 100000" of cpu.max, or the two files of cgroup 1; null for any amount. */
function shareOf(system: System, folder: string, unified: boolean): number | null {
  const [quota, period] = unified
    ? textOf(system, `${folder}/cpu.max`).trim().split(' ')
    : ['quota', 'period'].map(name => textOf(system, `${folder}/cpu.cfs_${name}_us`).trim());
  const share = Number(quota) / Number(period);
  return share > 0 ? share : null;
}

/**
 * The tightest processor quota (cgroup-v2.rst, "cpu.max"; sched-bwc.txt) of a process's control group and those above;
 * undefined where there is none.
 */
export function quotaOf(system: System, pid: number): Quota | undefined {
  const groups = textOf(system, `/proc/${pid}/cgroup`);
  const unified = /^0::(\/.+)$/m.exec(groups)?.[1];
  const own = /^\d+:(?:[\w,]+,)?cpu(?:,[\w,]+)?:(\/.+)$/m.exec(groups)?.[1];
  const found: Quota[] = [];
  for (const [root, group] of [
    ['/sys/fs/cgroup', unified],
    ['/sys/fs/cgroup/cpu', own],
  ] as const)
    for (let path = group ?? ''; path.length > 1; path = path.slice(0, path.lastIndexOf('/'))) {
      const share = shareOf(system, `${root}${path}`, root === '/sys/fs/cgroup');
      if (share === null) continue;
      const stat = textOf(system, `${root}${path}/cpu.stat`);
      const periods = counted(stat, 'nr_periods');
      found.push({
        share,
        throttled: periods && counted(stat, 'nr_throttled') / periods,
        folder: `${root}${path}`,
      });
    }
  return found.sort((a, b) => a.share - b.share)[0];
}
