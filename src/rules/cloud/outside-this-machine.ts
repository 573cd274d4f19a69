import { type CauseCode, causes, layerOf } from '../../causes.js';
import { valueIn } from '../../facts/fact.js';
import { isInner, networksOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { CONNECTED } from '../../facts/sockets/states.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import { inPrefix, isLinkLocal, isLoopback, isPrivate } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { WalkSeen } from '../firewall/judged.js';
import { halfOpen, waitsInVain } from '../route/in-vain.js';
import { defineRule, type Finding } from '../rule.js';
import { at } from '../serving.js';
import { edgeFailure } from './edge.js';

const LATER = new Set(['cloud', 'background', 'http', 'tls', 'client']);

/** Whatever is wrong on this machine itself comes before what may be wrong outside; a service that turns the client away, too. */
const hereFirst = (Object.keys(causes) as CauseCode[]).filter(code => !LATER.has(layerOf(code)));

/**
 * Noted where a client elsewhere was named and nothing here is in the way: what is left is outside this machine. It
 * cannot be seen from here, so it is a note; but where an edge network says itself that it cannot get to the server.
 */
export const rule = defineRule({
  code: 'cloud/outside-this-machine',
  needs: ['interfaces', 'machine'],
  mayUse: ['probes', 'firewall', 'routes', 'sockets', 'listeners', 'limits'],
  explainedBy: hereFirst,
  check({ machine, ...seen }, question) {
    const { interfaces, probes, firewall, routes, sockets } = seen;
    const edge = edgeFailure(valueIn(probes) ?? [], question);
    if (edge) return edge;
    // What was not looked at may be what keeps the client out.
    if (firewall.status !== 'known' || routes.status !== 'known') return undefined;
    const lost = answerLost(seen, question);
    if (lost) return lost;
    const { vantage, address, port } = question;
    const client = vantage.source;
    if (vantage.kind !== 'address' || client === null || !question.local) return undefined;
    if (isLoopback(client) || isLinkLocal(client)) return undefined;
    if (innerNetworks(interfaces).some(network => inPrefix(client, network))) return undefined;
    if ((valueIn(sockets) ?? []).some(each => isConnection(each, client, question))) return undefined;
    const places = networksOf(interfaces).filter(place => place.usable);
    const near = places.find(({ network }) => network !== null && inPrefix(client, network));
    // Whether a neighbour sends here what is for another network of ours, only its routes tell.
    if (near?.network && !inPrefix(address, near.network)) return undefined;
    const suspects = near
      ? suspectsNear(near.interface, client)
      : suspectsFor(isPrivate(address), isPrivate(client), address, machine);
    return {
      severity: 'note',
      summary: `Nothing on this machine keeps ${client} from ${address}:${port}; if it still fails, look outside, most likely first: ${suspects.join('; ')}.`,
      says: 'nothing here is in the way',
      outcome: 'ok',
      evidence: [
        {
          fact: 'interfaces',
          says: near
            ? `${client} is on the network of ${near.interface} (${near.network})`
            : `${client} is on none of this machine's networks (${places.map(place => place.network).join(', ') || 'none'})`,
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

/** The answer to a request that has come in is lost outside; or was, where something has been changed since. */
function answerLost(seen: WalkSeen, question: Question): Finding | undefined {
  if (question.vantage.kind === 'self' || !question.local) return undefined;
  const waiting = waitsInVain(seen, question);
  if (!waiting) return undefined;
  const client = unmapped(waiting.remote.address);
  return {
    severity: 'warning',
    summary: `A request of ${client} to connect to ${at(question.address, question.port)} arrives, and nothing on this machine keeps the answer, but it does not get there: a firewall or VPN on ${client} itself or a router on the way drops it. If something was changed in the last minute, let ${client} try again, and ask again.`,
    says: 'the answer is lost outside',
    outcome: 'unknown',
    evidence: [halfOpen(waiting)],
    fixes: [
      {
        title: 'See how far the answer gets',
        text: `While ${client} tries, on each machine on the way: tcpdump -ni any tcp port ${question.port} and host ${client}. Behind the last one that shows it, it is dropped.`,
        needsRoot: true,
      },
    ],
  };
}

/** The networks of this machine's own containers and virtual machines. */
const innerNetworks = (interfaces: readonly Interface[]): readonly string[] =>
  interfaces
    .filter(item => isInner(item, interfaces))
    .flatMap(({ addresses }) => addresses.map(({ address, prefix }) => `${address}/${prefix}`));

/** The client has come through. */
const isConnection = ({ state, local, remote }: Socket, client: string, { port }: Question): boolean =>
  CONNECTED.has(state) && local.port === port && unmapped(remote.address) === client;

const WIRELESS = /^(?:wl|ath)/;

/** What may keep two machines of one network apart. */
const suspectsNear = (device: string, client: string): string[] => [
  WIRELESS.test(device)
    ? 'the access point keeps its clients apart (client isolation, a guest network)'
    : 'a switch or access point in between keeps them apart (client isolation, a guest network, VLANs)',
  `a firewall or VPN on ${client} itself`,
  `${client} asks for another address`,
];

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
