import { networkInterfaces } from 'node:os';

/** An address to listen on; `address` has its zone (`fe80::1%eth0`) where it needs one. */
export interface Place {
  readonly address: string;
  readonly family: 4 | 6;
  /** The interface that has it; null for the wildcards. */
  readonly device: string | null;
}

/** Every address of this machine that is up, in the order of the interfaces. */
export const ownAddresses = (): Place[] =>
  Object.entries(networkInterfaces()).flatMap(([device, entries = []]) =>
    entries.map(({ address, family, scopeid }) => ({
      address: family === 'IPv6' && scopeid ? `${address}%${device}` : address,
      family: family === 'IPv6' ? 6 : 4,
      device,
    })),
  );

/**
 * Where `--host` means to listen: a wildcard, one address, `localhost` (both families) or all addresses of an interface.
 * Empty where the word means nothing here.
 */
export const placesOf = (host: string): Place[] => {
  if (host === '0.0.0.0' || host === '*') return [{ address: '0.0.0.0', family: 4, device: null }];
  const word = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (word === '::') return [{ address: '::', family: 6, device: null }];
  const own = ownAddresses();
  const loopback = own.filter(({ address }) => address === '127.0.0.1' || address === '::1');
  if (word === 'localhost') return loopback;
  const ofDevice = own.filter(({ device }) => device === host);
  if (ofDevice.length > 0) return ofDevice;
  const exact = own.filter(({ address }) => address === word || address.split('%')[0] === word);
  if (exact.length > 0) return exact.slice(0, 1);
  return /^127(\.\d{1,3}){3}$/.test(word) ? [{ address: word, family: 4, device: 'lo' }] : [];
};

/** The addresses that answer once these are listened on: a wildcard means all of its family, `::` those of both. */
export const answering = (places: readonly Place[]): Place[] => {
  const own = ownAddresses();
  return places.flatMap(({ address, family, device }) =>
    device === null
      ? own.filter(other => (address === '::' || other.family === family) && !other.address.includes('%'))
      : [{ address, family, device }],
  );
};

/** How an address stands in a URL: IPv6 in brackets, the zone's percent sign encoded (RFC 6874). */
export const inUrl = ({ address, family }: Pick<Place, 'address' | 'family'>): string =>
  family === 6 ? `[${address.replace('%', '%25')}]` : address;

/** Only programs on this machine reach it. */
export const isLoopback = ({ address }: Pick<Place, 'address'>): boolean =>
  address.startsWith('127.') || address === '::1';
