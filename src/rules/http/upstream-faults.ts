import type { Probe } from '../../facts/probes/types.js';
import type { Passing, UpstreamState } from '../../facts/upstreams/types.js';
import { formatEndpoint } from '../../net/address.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import { at } from '../serving.js';
import { usablePlace, whereElse } from './upstream-place.js';
import { ofSocket } from './upstream-socket.js';
import { ofConnected, spokenTo } from './upstream-talk.js';
import type { Told, UpstreamFault } from './upstream-types.js';

/** What nginx and Apache log of a connection for which there is no local port; one that is bound to an address says bind(). */
const noPortLeft = (line: string): boolean =>
  /\(99(?:: |\))Cannot assign requested address/.test(line) && !line.includes('bind(');

const withoutPort = (place: string): Told => ({
  kind: 'no-local-port',
  says: `this machine has no local port left for a connection to ${place}: all are in use towards it`,
  instead: null,
});

function ofHost(state: UpstreamState, logged: string): Told | null {
  const { upstream, addresses, nameError, probes } = state;
  if (nameError !== null)
    return {
      kind: 'no-name',
      says: `the name ${upstream.host} cannot be looked up (${nameError})`,
      instead: null,
    };
  const own = probes.filter(({ address }) => addresses.includes(address));
  if (own.length === 0 && noPortLeft(logged)) return withoutPort(upstreamName(upstream));
  if (own.length === 0)
    return {
      kind: 'elsewhere',
      says: `${addresses[0] ?? upstream.host} is another machine, or a container of this one`,
      instead: null,
    };
  const connected = own.find(({ outcome }) => outcome === 'connected');
  if (connected) return ofConnected(state, connected);
  const other = probes.find(({ outcome }) => outcome === 'connected');
  const first = own[0]!;
  if (other)
    return {
      kind: 'other-family',
      says: `nothing listens on ${at(first.address, first.port)}; the application listens on ${at(other.address, other.port)}`,
      instead: at(other.address, other.port),
    };
  // Where IPv6 is off, there is no ::1 to send from.
  if (first.errno === 'EADDRNOTAVAIL' && first.address !== '::1')
    return withoutPort(at(first.address, first.port));
  if (first.outcome !== 'refused') return unanswered(state, at(first.address, first.port));
  const rejected = own.flatMap(each => rejectedAt(state, each) ?? [])[0];
  if (rejected) return rejected;
  const instead = usablePlace(state);
  const where = state.elsewhere ? `; ${whereElse(state)}` : '';
  const places = own.map(({ address, port }) => at(address, port)).join(' or ');
  return {
    kind: 'not-listening',
    says: `nothing listens on ${places}${where}`,
    instead,
  };
}

/** A connection to this machine itself that is not made, and not refused: its queue is full, or a rule drops it. */
function unanswered({ full, barred }: UpstreamState, place: string): Told {
  const { name, pid } = full?.holder ?? barred ?? {};
  const who = name ? `${name} (pid ${pid})` : 'its program';
  const says = full
    ? `the accept queue of ${place} is full: ${full.waiting} connections wait, and ${who} does not accept them`
    : barred
      ? `${who} listens there, and connections to ${place} are lost on the way, as where a rule of the packet filter drops them`
      : `nobody answers on ${place}`;
  return { kind: 'unanswered', says, instead: null };
}

/** Somebody listens at that very place, or at all addresses: who is refused there, meets a rule that rejects. */
function rejectedAt(
  { elsewhere }: UpstreamState,
  { address, port }: Pick<Probe, 'address' | 'port'>,
): Told | undefined {
  const there = [address, address.includes(':') ? '::' : '0.0.0.0'].map(each => formatEndpoint(each, port));
  return elsewhere && there.includes(elsewhere.place)
    ? {
        kind: 'unanswered',
        says: `${elsewhere.name} listens on ${elsewhere.place}, and a connection to ${at(address, port)} is refused all the same, as by a rule of the packet filter`,
        instead: null,
      }
    : undefined;
}

/** PHP-FPM takes no more than its children can, and its log says that they are all taken. */
const exhausted = ({ exhausted: fpm, upstream }: UpstreamState): Told | null =>
  fpm
    ? {
        kind: 'silent',
        says: `all children of PHP-FPM at ${upstreamName(upstream)} are taken (pm.max_children is ${fpm.most})`,
        instead: null,
      }
    : null;

/** Stopped, it takes connections by its kernel and answers none. */
const asleep = ({ stopped, upstream }: UpstreamState): Told | null =>
  stopped
    ? {
        kind: 'stopped',
        says: `${stopped.name} (pid ${stopped.pids[0]}), which listens on ${upstreamName(upstream)}, is stopped (Ctrl-Z or SIGSTOP)`,
        instead: null,
      }
    : null;

/** SELinux does not let the proxy connect there, whoever else may. */
const forbidden = ({ denied }: UpstreamState): Told | null =>
  denied
    ? {
        kind: 'policy',
        says: `SELinux does not let ${denied.name} (${denied.domain}) connect to port ${denied.port}`,
        instead: null,
      }
    : null;

/** nginx goes by the addresses that a name had when it read its configuration. */
const outdated = ({ stale, upstream, addresses }: UpstreamState): Told | null =>
  stale === undefined
    ? null
    : {
        kind: 'stale-name',
        says: `it still asks ${at(stale, upstream.port ?? 0)}, and ${upstream.host} means ${addresses.join(' and ')} by now`,
        instead: addresses[0] ?? null,
      };

/** The application has made its socket in a file system of its own. */
const hidden = ({ hiddenBy: by, upstream }: UpstreamState): Told | null =>
  by
    ? {
        kind: 'hidden-socket',
        says: `there is no socket ${upstream.path} here; ${by.name} (pid ${by.pid}${by.unit ? `, ${by.unit}` : ''}) listens on one of that name in a file system of its own`,
        instead: null,
      }
    : null;

/** What is wrong with an upstream, by what was seen and what its proxy has logged; null where it answers its proxy's protocol. */
export function faultOf(state: UpstreamState, logged: Passing['logged'] = null): UpstreamFault | null {
  if (state.inside) return null;
  const told =
    exhausted(state) ??
    asleep(state) ??
    forbidden(state) ??
    outdated(state) ??
    hidden(state) ??
    (state.socket ? (ofSocket(state, state.socket) ?? spokenTo(state)) : ofHost(state, logged?.line ?? ''));
  return told && { state, ...told };
}
