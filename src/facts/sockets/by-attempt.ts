import { isWildcard } from '../../net/prefix.js';
import type { Fact } from '../fact.js';
import type { Probe } from '../probes/types.js';
import type { Socket } from './types.js';

/**
 * The sockets, with IPV6_V6ONLY where only netlink tells and nobody could ask that: what listens on [::] alone takes an
 * attempt over IPv4, or the kernel refuses it.
 */
export function withFamilies(
  sockets: Fact<readonly Socket[]>,
  probes: readonly Probe[],
): Fact<readonly Socket[]> {
  if (sockets.status === 'unknown' || !sockets.value.some(isUntold)) return sockets;
  const value = sockets.value.map(each =>
    isUntold(each) ? { ...each, v6only: toldBy(each, sockets.value, probes) } : each,
  );
  return { ...sockets, value };
}

const isUntold = ({ protocol, state, family, local, v6only }: Socket): boolean =>
  protocol === 'tcp' && state === 'listen' && family === 6 && v6only === null && isWildcard(local.address);

function toldBy({ local }: Socket, sockets: readonly Socket[], probes: readonly Probe[]): boolean | null {
  const listening = sockets.filter(each => each.state === 'listen' && each.local.port === local.port);
  const [outcome, ...more] = new Set(
    probes
      .filter(each => each.protocol === 'tcp' && each.port === local.port && !each.address.includes(':'))
      .map(each => each.outcome),
  );
  if (listening.length > 1 || more.length > 0) return null;
  return outcome === 'refused' ? true : outcome === 'connected' ? false : null;
}
