import type { CauseCode } from '../../causes.js';
import { holdsName, unglued } from '../../facts/names/hosts.js';
import type { NameLookup } from '../../facts/names/types.js';
import { isLocalhostName } from '../../net/host.js';
import { askedServers, verdictsOf } from './lookup.js';
import { endBefore } from './order.js';

/** A name server, or systemd-resolved, is asked at all (nsswitch.conf). */
export const asksDns = ({ order }: NameLookup): boolean =>
  order.length === 0 || order.some(word => word === 'dns' || word === 'resolve');

/** A name of multicast DNS (RFC 6762). */
const isMulticastName = (name: string): boolean => /\.local\.?$/i.test(name);

/** A .local name that nothing here can look up by multicast DNS: no source for it, or nobody behind the source. */
const lacksMulticast = (names: NameLookup): boolean =>
  isMulticastName(names.name) &&
  !names.order.includes('resolve') &&
  (!names.order.some(word => word.startsWith('mdns')) || !names.multicast);

/** A hosts line that has the name and cannot be read; so glibc takes one that says an interface with the address. */
export const unreadableLine = ({ malformed, hosts, name }: NameLookup) =>
  malformed.find(({ text }) => {
    const words = unglued(text).replace(/#.*/, '').toLowerCase();
    return (
      ` ${words} `.split(/[\s,;=:/]+/).includes(name.toLowerCase()) ||
      words.split(/\s+/).some(word => holdsName(word, name))
    );
  }) ?? hosts.find(({ address }) => address.includes('%'));

/** The hosts file has the name and is not asked, or not any more. */
const hostsUnread = ({ hosts, order }: NameLookup): boolean =>
  hosts.length > 0 && (!order.includes('files') || endBefore(order, 'files') !== undefined);

/** The hosts file is asked and may not be read: whether it has the name cannot be known, and should not be in question. */
export const hostsHidden = (names: NameLookup) =>
  names.order.includes('files') ? names.unread?.find(({ file }) => /\bhosts$/.test(file)) : undefined;

/** What ends the search before DNS is asked. mdns_minimal says no to .local names only, and leaves others alone. */
export const endBeforeDns = ({ order, name }: NameLookup): string | undefined =>
  endBefore(order, 'dns', source => /^mdns\d?_minimal$/.test(source) && !isMulticastName(name));

/**
 * Why a name has no address here; one cause and no other, so that they cannot be mixed up. Undefined where it has one.
 * The C library asks the next server after a failure or silence, and stops at the first that knows the name or says no.
 */
export function whyUnresolved(names: NameLookup): CauseCode | undefined {
  if (names.addresses.length > 0 || names.name === '') return undefined;
  const all = verdictsOf(names);
  const somebodyKnows = all.some(({ says }) => says === 'address');
  if (unreadableLine(names) || hostsUnread(names) || somebodyKnows) return 'name/resolver-config';
  if (hostsHidden(names)) return 'name/resolver-config';
  if (lacksMulticast(names)) return 'name/mdns-unavailable';
  if (isLocalhostName(names.name) || !asksDns(names)) return 'name/not-found';
  const asked = askedServers(names);
  if (asked.some(({ says }) => says === 'no')) return 'name/not-found';
  if (asked.some(({ says }) => says === 'failure')) return 'name/server-failure';
  if (asked.length > 0) return 'name/resolver-unreachable';
  return names.error === 'EAI_AGAIN' || names.error === 'ETIMEDOUT'
    ? 'name/resolver-unreachable'
    : 'name/not-found';
}
