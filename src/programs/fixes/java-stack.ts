import { familyOf } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import { invocationOf } from '../invocation.js';
import type { Change, Situation, Wanted } from '../program.js';

/** Keeps Java to IPv4, whatever address it is told (docs.oracle.com, "Networking Properties"). */
const IPV4_STACK = '-Djava.net.preferIPv4Stack=true';

/** A Java server that would listen on every address of both families, but for a property on its command line. */
export function withoutIpv4Stack({ process, listener }: Situation, wanted: Wanted): Change | undefined {
  const { language, titled, head, args } = invocationOf(process);
  if (language !== 'java' || titled || !head.includes(IPV4_STACK)) return undefined;
  if (!listener || !isWildcard(listener.local.address) || familyOf(wanted.address) !== 6) return undefined;
  return {
    title: `Start it without ${IPV4_STACK}`,
    command: [...head.filter(word => word !== IPV4_STACK), ...args],
  };
}
