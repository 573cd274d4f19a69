import type { Situation, Wanted } from '../program.js';

/**
 * Whether every IPv4 address is wanted of a server that has every IPv6 one, and no more than that by IPV6_V6ONLY: one
 * socket can take both, and no client of today is lost.
 */
export const takesBoth = ({ listener }: Situation, { address }: Wanted): boolean =>
  address === '0.0.0.0' && listener?.local.address === '::' && listener.v6only === true;
