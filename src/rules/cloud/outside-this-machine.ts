import { type CauseCode, causes, layerOf } from '../../causes.js';
import { valueIn } from '../../facts/fact.js';
import { isInner, networksOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { inPrefix, isLinkLocal, isLoopback, isPrivate } from '../../net/prefix.js';
import { defineRule } from '../rule.js';
import { edgeFailure } from './edge.js';

const LATER = new Set(['cloud', 'background', 'http', 'tls', 'app', 'client']);

/** Whatever is wrong on this machine itself comes before what may be wrong outside. */
const hereFirst = (Object.keys(causes) as CauseCode[]).filter(code => !LATER.has(layerOf(code)));

/**
 * Noted where a client elsewhere was named and nothing here is in the way: what is left is outside this machine. It
 * cannot be seen from here, so it is a note; but where an edge network says itself that it cannot get to the server.
 */
export const rule = defineRule({
  code: 'cloud/outside-this-machine',
  needs: ['interfaces', 'machine'],
  mayUse: ['probes', 'firewall', 'routes'],
  explainedBy: hereFirst,
  check({ interfaces, machine, probes, firewall, routes }, question) {
    const edge = edgeFailure(valueIn(probes) ?? [], question);
    if (edge) return edge;
    // What was not looked at may be what keeps the client out.
    if (firewall.status !== 'known' || routes.status !== 'known') return undefined;
    const { vantage, address, port } = question;
    const client = vantage.source;
    if (vantage.kind !== 'address' || client === null || !question.local) return undefined;
    if (isLoopback(client) || isLinkLocal(client)) return undefined;
    const places = networksOf(interfaces).filter(place => place.usable);
    const near = [...places.map(({ network }) => network), ...innerNetworks(interfaces)];
    if (near.some(network => network !== null && inPrefix(client, network))) return undefined;
    const suspects = suspectsFor(isPrivate(address), isPrivate(client), address, machine);
    return {
      severity: 'note',
      summary: `Nothing on this machine keeps ${client} from ${address}:${port}; if it still fails, look outside, most likely first: ${suspects.join('; ')}.`,
      says: 'nothing here is in the way',
      outcome: 'ok',
      evidence: [
        {
          fact: 'interfaces',
          says: `${client} is on none of this machine's networks (${places.map(place => place.network).join(', ') || 'none'})`,
          source: 'rtnetlink',
        },
      ],
      fixes: [
        {
          title: 'See whether its packets arrive at all',
          text: `While the client tries: tcpdump -ni any ${address.includes(':') ? 'ip6 and ' : ''}port ${port} and host ${client}. Nothing to be seen means that something outside stops them.`,
          needsRoot: true,
        },
      ],
    };
  },
});

/** The networks of this machine's own containers and virtual machines. */
const innerNetworks = (interfaces: readonly Interface[]): readonly string[] =>
  interfaces
    .filter(item => isInner(item, interfaces))
    .flatMap(({ addresses }) => addresses.map(({ address, prefix }) => `${address}/${prefix}`));

const CLOUD_KERNEL = /-(cloud|aws|azure|gcp|gke|oracle|ibm|kvm)\b/;

/** What is left outside, the likeliest first. */
function suspectsFor(
  ownPrivate: boolean,
  clientPrivate: boolean,
  address: string,
  { release }: Machine,
): string[] {
  const provider = "the provider's firewall (security group, network ACL)";
  if (clientPrivate)
    return [
      'a router or firewall between the two networks',
      'that router has no route to this network',
      'the VPN or VLAN in between does not carry it',
    ];
  if (!ownPrivate) return [provider, 'a filter at the internet provider', "the client's own network"];
  const shared = inPrefix(address, '100.64.0.0/10')
    ? [
        'the internet provider shares one public address among many customers (CGNAT), so no port can be forwarded',
      ]
    : ['the internet provider shares the public address (CGNAT)'];
  const router = `the router does not forward the port to ${address}`;
  return CLOUD_KERNEL.test(release) ? [provider, router] : [router, ...shared, provider];
}
