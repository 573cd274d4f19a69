import type { Socket } from '../facts/sockets/types.js';
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

/** The options that choose among the sockets. */
export interface Kinds {
  readonly tcp?: boolean;
  readonly udp?: boolean;
  readonly '4'?: boolean;
  readonly '6'?: boolean;
}

/** As `ss -t -u -4 -6` choose, but that a socket of both families is one of each. */
export function isOfKind({ protocol, local, v6only }: Socket, kinds: Kinds): boolean {
  if ((kinds.tcp || kinds.udp) && !kinds[protocol]) return false;
  const both = local.address === '::' && v6only === false;
  return familyOf(local.address) === 6 ? !kinds['4'] || both : !kinds['6'];
}

/** `8000`, `:8000`, `8000/udp`, `10.0.0.5:80`, `localhost:80`, an address (`[::1]`), a user, a pid (`4242`, `pid:4242`), or a part of a program's name. */
export function fits(view: Who, filter: string): boolean {
  const { host, port: end } = splitAuthority(filter) ?? {};
  if (host && isLocalhostName(host))
    return ['127.0.0.1', '::1'].some(each => fits(view, end ? formatEndpoint(each, end) : each));
  if (host === '*' && end) return fits(view, `:${end}`);
  if (host && end && canonicalAddress(host)) return fits(view, host) && fits(view, `:${end}`);
  const [, pid] = /^pid:(\d+)$/.exec(filter) ?? [];
  if (pid !== undefined) return view.pids.includes(Number(pid));
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
