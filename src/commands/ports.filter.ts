import { canonicalAddress, familyOf, formatEndpoint } from '../net/address.js';
import { isLocalhostName } from '../net/host.js';
import { splitAuthority } from '../net/parse-url.js';
import { isWildcard } from '../net/prefix.js';
import type { PortView } from '../render/ports.js';

/** Who it is; who gets to it is asked of those that are shown. */
export type Who = Omit<PortView, 'exposure'>;

/** Bound to the address, or to all of its family. */
const covers = ({ address, v6only }: PortView['addresses'][number], wanted: string): boolean =>
  address === wanted ||
  (isWildcard(address) &&
    !isWildcard(wanted) &&
    (familyOf(address) === familyOf(wanted) || (familyOf(address) === 6 && v6only === false)));

/** `8000`, `:8000`, `8000/udp`, `10.0.0.5:80`, `localhost:80`, an address (`[::1]`), a user, a pid, or a part of a program's name. */
export function fits(view: Who, filter: string): boolean {
  const { host, port: end } = splitAuthority(filter) ?? {};
  if (host && isLocalhostName(host))
    return ['127.0.0.1', '::1'].some(each => fits(view, end ? formatEndpoint(each, end) : each));
  if (host === '*' && end) return fits(view, `:${end}`);
  if (host && end && canonicalAddress(host)) return fits(view, host) && fits(view, `:${end}`);
  const [, port, protocol] = /^:?(\d{1,5})(?:\/(tcp|udp))?$/.exec(filter) ?? [];
  if (port !== undefined)
    return (
      (view.port === Number(port) && (protocol === undefined || view.protocol === protocol)) ||
      (protocol === undefined && !filter.startsWith(':') && view.pids.includes(Number(port)))
    );
  const wanted = filter.toLowerCase();
  const address = canonicalAddress(host ?? filter);
  return (
    view.protocol === wanted ||
    view.user === filter ||
    (address !== undefined && view.addresses.some(each => covers(each, address))) ||
    [view.program, view.command].some(text => text?.toLowerCase().includes(wanted))
  );
}
