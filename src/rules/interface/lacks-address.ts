import { isInner, networksOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Routing } from '../../facts/routes/types.js';
import { isLinkLocal } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { wayOut } from '../route/way.js';
import { byName, waysMeant } from './place.js';

/**
 * The question takes an address that gets beyond the link, and no interface that leads to others has one. A target of
 * the link itself is reached with a link-local one, and a container of this machine by the address that this has there.
 */
export function lacksAddress(
  interfaces: readonly Interface[],
  routing: Routing | undefined,
  names: NameLookup | undefined,
  question: Question,
): boolean {
  if (networksOf(interfaces).some(({ usable }) => usable)) return false;
  const { vantage, target, address } = question;
  const input = byName(vantage.input, interfaces);
  // Whoever names a link-local address is on that link, and has one too.
  const isOfLink = target.host !== null && isLinkLocal(address);
  if (vantage.kind !== 'self') return !isOfLink && (!input || !isInner(input, interfaces));
  const [asked = question] = waysMeant(names, question, interfaces);
  const lookup = routing && wayOut(routing, asked);
  return !asked.local && (lookup?.error !== null || lookup.gateway !== null);
}
