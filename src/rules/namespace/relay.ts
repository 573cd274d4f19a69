import { valueIn } from '../../facts/fact.js';
import { enteredBy } from '../../facts/namespaces/entered.js';
import { relayOf } from '../../facts/namespaces/forwarder.js';
import type { Forwarding } from '../../facts/namespaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import { leadsInward } from '../../facts/through-here.js';
import { inPrefix } from '../../net/prefix.js';
import { isWithin } from './inside.js';
import { servedSpace } from './into-loopback.js';
import type { LeadFacts } from './lead-types.js';

/** Where a forwarder of any kind leads, whose arguments name a namespace of this machine, or an address that one has. */
export function relayInto(
  { namespaces, interfaces }: LeadFacts,
  holder: Process,
  port: number,
): Forwarding | undefined {
  const entered = enteredBy(holder, port);
  if (servedSpace({ namespaces }, entered?.serves)) return entered;
  const found = relayOf(holder, port);
  const address = found?.containerAddress;
  if (!address) return undefined;
  const space = valueIn(namespaces)?.find(({ addresses }) => addresses.includes(address));
  const item = interfaces.find(each =>
    each.addresses.some(own => inPrefix(address, `${own.address}/${own.prefix}`)),
  );
  const inward = item && (leadsInward(item) || (space && isWithin(space, item.name, interfaces)));
  return space && inward ? found : undefined;
}
