import { familyOf } from '../../net/address.js';
import type { Passing, UpstreamState } from './types.js';

/** upstream: "http://10.0.0.5:3000/" in nginx's error log. */
const asked = /upstream: "\w+:\/\/(?:\[([^\]]+)\]|([\d.]+)):(\d+)/;

/** The upstreams, with the address that the proxy asked where their name does not mean that one any more. */
export function withStale(
  upstreams: readonly UpstreamState[],
  logged: Passing['logged'],
): readonly UpstreamState[] {
  const found = asked.exec(logged?.line ?? '');
  const address = found?.[1] ?? found?.[2];
  if (!found || address === undefined) return upstreams;
  return upstreams.map(state => {
    const { upstream, addresses } = state;
    const named = upstream.host !== null && !familyOf(upstream.host) && addresses.length > 0;
    return named && upstream.port === Number(found[3]) && !addresses.includes(address)
      ? { ...state, stale: address }
      : state;
  });
}
