import { type Fact, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { unmapped } from '../../net/address.js';
import { broadcastOf } from '../../net/network.js';
import { isLimitedBroadcast, isLoopback, isMulticast, isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { fateOf, isMade, probeOf } from '../probe.js';

const bareOf = (address: string): string => unmapped(address).split('%')[0] ?? '';

/** A multicast group, or the broadcast address of every network or of one that this machine is on: several machines have it. */
export const isShared = (address: string, interfaces: readonly Interface[]): boolean =>
  isMulticast(bareOf(address)) ||
  isLimitedBroadcast(bareOf(address)) ||
  interfaces.some(item =>
    item.addresses.some(own => broadcastOf(own.address, own.prefix) === bareOf(address)),
  );

/**
 * Whether a server may listen at the address here: an interface has it, or shares it with other machines
 * (inet_addr_valid_or_nonlocal in the kernel's include/net/inet_sock.h).
 */
export const isOwn = (address: string, interfaces: readonly Interface[]): boolean =>
  interfaces.some(item => item.addresses.some(own => own.address === bareOf(address))) ||
  isShared(address, interfaces);

/** One address, which no interface of this machine has any more. */
export const isLost = (address: string, interfaces: readonly Interface[]): boolean =>
  !isLoopback(address) && !isWildcard(address) && !isOwn(address, interfaces);

/** This machine's own connection to it was made: no interface need have it, where a route of type local does (`ip route add local`). */
export const isMet = (address: string, probes: Fact<readonly Probe[]>): boolean =>
  (valueIn(probes) ?? []).some(each => each.address === bareOf(address) && isMade(each));

/** The client asks this machine for itself: by loopback, or by a wildcard, from which Linux connects to loopback (ip(7)). */
export const asksLoopback = ({ address }: Question): boolean => isLoopback(address) || isWildcard(address);

/** This machine asked for an address that is not its own, and nobody has answered there. */
export function asksNobody(probes: Fact<readonly Probe[]>, question: Question): boolean {
  if (question.local || question.vantage.kind !== 'self') return false;
  const probe = probeOf(valueIn(probes), question);
  return probe !== undefined && ['timeout', 'unreachable'].includes(fateOf(probe));
}
