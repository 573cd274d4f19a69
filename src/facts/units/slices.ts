import type { Process } from '../processes/types.js';
import type { Unit } from './types.js';

/** A slice and those that it is in, by its name: a-b.slice is in a.slice, and all are in -.slice (systemd.slice(5)). */
export function slicesAbove(slice: string): readonly string[] {
  const parts = slice.replace(/\.slice$/, '').split('-');
  const named = parts.map((_, end) => `${parts.slice(0, parts.length - end).join('-')}.slice`);
  return slice === '-.slice' ? [slice] : [...named, '-.slice'];
}

/** The slices whose settings reach the processes, by their cgroups. */
export const slicesOf = (processes: readonly Pick<Process, 'cgroup'>[]): readonly string[] => [
  ...new Set(
    processes.flatMap(({ cgroup }) => {
      const last = (cgroup ?? '').split('/').findLast(part => part.endsWith('.slice'));
      return last ? slicesAbove(last) : [];
    }),
  ),
];

const joined = (lists: readonly string[]): string =>
  [...new Set(lists.flatMap(list => list.split(' ').filter(Boolean)))].join(' ');

/**
 * The units without the slices among them, each with the address lists of the slices that it is in: systemd makes one filter
 * of them all (bpf_firewall_prepare_access_maps in src/core/bpf-firewall.c).
 */
export function withSlices(shown: readonly Unit[]): readonly Unit[] {
  const slices = shown.filter(({ name }) => name.endsWith('.slice'));
  const filtering = slices.filter(each => each.addressDeny !== '' || each.addressAllow !== '');
  return shown
    .filter(each => !slices.includes(each))
    .map(unit => {
      const above = filtering.filter(({ name }) => slicesAbove(unit.slice ?? '').includes(name));
      if (above.length === 0) return unit;
      return {
        ...unit,
        addressDeny: joined([unit, ...above].map(each => each.addressDeny)),
        addressAllow: joined([unit, ...above].map(each => each.addressAllow)),
        filteredIn: above.map(({ name }) => name),
      };
    });
}
