import { type Fact, valueIn } from '../../facts/fact.js';
import { isInner } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Route, RouteLookup, Routing } from '../../facts/routes/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Evidence, Finding } from '../rule.js';
import { by, byWords, covering, evidenceOf, host, ipFor, prefixOf } from './way.js';

/** What is to be said of an address that a network of this machine's own covers. */
export const covered = (
  address: string,
  lookup: RouteLookup,
  other: Route,
  network: string,
  { name }: Interface,
): Pick<Finding, 'says' | 'evidence' | 'fixes'> => ({
  says: `${name} covers ${address}`,
  evidence: [
    evidenceOf(lookup),
    { fact: 'interfaces', says: `${name} has ${network}`, source: 'rtnetlink' },
    {
      fact: 'routes',
      says: `Another route covers it: ${prefixOf(other)} ${by(other)}`,
      source: 'rtnetlink',
    },
  ],
  fixes: [
    {
      title: `Send this one address ${byWords(other)}`,
      steps: [{ do: 'run', command: `${ipFor(address)} route add ${host(address)} ${by(other)}` }],
      text: `Better, give ${/^virbr/.test(name) ? 'the virtual machines another network: virsh net-edit default' : 'the containers another network: default-address-pools in /etc/docker/daemon.json, or a subnet in the compose file'}.`,
      needsRoot: true,
    },
  ],
});

/** Another route to the address, by another interface. */
export const otherWay = (routes: Routing, address: string, bridge: Interface): Route | undefined =>
  covering(routes, address).find(route => route.device !== bridge.name && route.type === 'unicast');

/** The bridge's own network that covers the address. */
export function networkAround(address: string, { addresses }: Interface): string | undefined {
  const own = addresses.find(one => inPrefix(address, `${one.address}/${one.prefix}`));
  return own && `${own.address}/${own.prefix}`;
}

/** A bridge of containers or virtual machines, or a network that somebody made up. */
export const isLocalNetwork = (item: Interface, interfaces: readonly Interface[]): boolean =>
  isInner(item, interfaces) || item.kind === 'bridge' || item.kind === 'dummy';

/** Nothing is plugged into the bridge, so nobody can be behind it. */
export const isEmpty = (bridge: Interface, interfaces: readonly Interface[]): boolean =>
  bridge.kind === 'dummy' ||
  bridge.flags.includes('NO-CARRIER') ||
  (bridge.kind === 'bridge' && !interfaces.some(item => item.master === bridge.name));

/** The namespace of this machine that has the address. */
export const holderOf = (address: string, namespaces: Fact<readonly Namespace[]>): Namespace | undefined =>
  valueIn(namespaces)?.find(({ addresses }) => addresses.includes(address));

/** Ends of an attempt that somebody at the other end has brought about. */
export const ANSWERS: ReadonlySet<Probe['outcome']> = new Set(['connected', 'refused', 'reset']);

export const answeredBy = (device: string, address: string): Evidence => ({
  fact: 'probes',
  says: `By ${device}, ${address} answers`,
  source: 'connect() with SO_BINDTODEVICE',
});
