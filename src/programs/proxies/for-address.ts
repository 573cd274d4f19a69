import { canonicalAddress } from '../../net/address.js';

/** A host as it stands before a port, without brackets; an address in the one spelling that we go by. */
export function bareHost(text: string): string {
  const host = text.replace(/^\[|\]$/g, '');
  return canonicalAddress(host) ?? host;
}

/** Words for all addresses: those of Apache and HAProxy. */
const ALL = /^(?:|\*|_default_|0\.0\.0\.0|::)$/;

/**
 * Of those that take connections at some places (10.0.0.1:80, *:80, [::]:80, ipv4@:80), those for the very address that was asked,
 * else those for all; everybody where it is not known.
 */
export function forAddress<T>(
  all: readonly T[],
  placesOf: (each: T) => readonly string[],
  address: string | undefined,
): readonly T[] {
  if (address === undefined) return all;
  const within = (fits: (host: string) => boolean) =>
    all.filter(each =>
      placesOf(each).some(place => fits(bareHost(place.replace(/^\w+@|:(?:\d+|\*)$/g, '')))),
    );
  const [own, any] = [within(host => host === address), within(host => ALL.test(host))];
  return own.length > 0 ? own : any.length > 0 ? any : all;
}
