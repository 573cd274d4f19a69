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
      placesOf(each).some(place => fits(place.replace(/^\w+@|:\d+$/g, '').replace(/^\[|\]$/g, ''))),
    );
  const [own, any] = [within(host => host === address), within(host => ALL.test(host))];
  return own.length > 0 ? own : any.length > 0 ? any : all;
}
