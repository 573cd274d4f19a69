import { networksOf } from '../../facts/interfaces/networks.js';
import type { Interface, InterfaceAddress } from '../../facts/interfaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isLinkLocal } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { takersOf } from '../serving.js';

/** One that ends at a time was leased: where a network has IPv6 alone, a DHCP server may give such. */
const isSelfGiven = ({ address, validSeconds }: InterfaceAddress): boolean =>
  isLinkLocal(address) && validSeconds === null;

/**
 * Other machines can ask by IPv6 alone: of IPv4 the interface has only what it gave itself, as it does where no DHCP
 * server answers (RFC 3927). It is what keeps them out where the server takes no IPv6.
 */
export function selfGiven(
  interfaces: readonly Interface[],
  question: Question,
  sockets: readonly Socket[],
): (Pick<Finding, 'severity' | 'outcome'> & { readonly item: Interface }) | undefined {
  const { vantage, family, target } = question;
  const item = interfaces.find(({ name }) => name === vantage.input);
  const own = item?.addresses.filter(each => each.family === 4) ?? [];
  if (!item || vantage.kind !== 'lan' || family !== 6 || target.host !== null) return undefined;
  if (own.length === 0 || !own.every(isSelfGiven)) return undefined;
  if (networksOf(interfaces).some(place => place.usable && place.family === 4)) return undefined;
  const served = takersOf(sockets, question).length > 0;
  return {
    item: { ...item, addresses: own },
    severity: served ? 'warning' : 'error',
    outcome: served ? 'ok' : 'refused',
  };
}
