import type { Interface } from '../../facts/interfaces/types.js';
import { type Unchecked, unchecked } from '../rule.js';

type Direction = 'ingress' | 'egress';

/** What sees packets of an interface and is no rule, in words: what it drops cannot be read. Undefined for nothing. */
export function programOn(
  interfaces: readonly Interface[],
  device: string | null | undefined,
  direction: Direction,
): string | undefined {
  const item = interfaces.find(each => each.name === device);
  if (item?.xdp && direction === 'ingress')
    return `an XDP program on ${item.name} sees packets before the firewall`;
  const filter = item?.traffic?.filters.find(each => each.direction === direction);
  const when = direction === 'ingress' ? 'before' : 'after';
  return filter && `a tc filter on ${item?.name} (${filter.says}) sees packets ${when} the firewall`;
}

/** That somebody else may drop packets on an interface, as what stays open. */
export function unread(...place: Parameters<typeof programOn>): Unchecked | undefined {
  const program = programOn(...place);
  return program === undefined ? undefined : unchecked(`${program}, and what it drops cannot be read`);
}
