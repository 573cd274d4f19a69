import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { isHostUnreachable } from '../../net/icmp.js';
import { quoted } from '../../programs/shell.js';
import { lostInwards } from '../firewall/neighbour-unread.js';
import { defineRule, unchecked } from '../rule.js';
import { advice } from '../talk.js';
import {
  attempt,
  type Elsewhere,
  elsewhere,
  icmpEvidence,
  mayHaveGivenUp,
  neighbourEvidence,
  neighbourForgotten,
  neighbourSilent,
  ownDoing,
  routeEvidence,
} from './elsewhere.js';
import { overlaySaid } from './overlay.js';
import { ownContainer, type Whereabouts } from './own-container.js';
import { nameGateway, openRoute, withoutGateway } from './without-gateway.js';

type Seen = Pick<Facts, 'routes' | 'interfaces' | 'namespaces' | 'containers'>;

/** The kernel told its own socket that nobody answers for the address. */
const ownWord = ({ by, probe: { offender } }: Elsewhere): boolean =>
  by === 'this machine' && offender !== null && isHostUnreachable(offender);

/** What else is known of the silent address: whose it is, or why it is looked for here. */
function whereabouts({ probe: { address }, route }: Elsewhere, seen: Seen): Whereabouts {
  const nics = valueIn(seen.interfaces) ?? [];
  const device = route?.device ?? null;
  // A bridge or a veth leads to namespaces of this machine itself: no macvlan is in between.
  const inward = nics.some(({ name, kind }) => name === device && (kind === 'bridge' || kind === 'veth'));
  const own = device !== null && !inward ? ownContainer(address, device, seen) : undefined;
  if (own) return own;
  const open = withoutGateway(valueIn(seen.routes), nics, address);
  const look = check(address, device, overlaySaid(device, nics));
  const mend = open ? [nameGateway(open, address)] : [];
  const near = `it would be on this machine's own network${device ? ` on ${device}` : ''}`;
  return {
    summary: `No machine answers at ${address}: ${open ? openRoute(open) : near}, and nobody there says that the address is theirs.`,
    says: 'no such machine',
    evidence: [],
    // Whoever wrote a route to one network may well have meant its machines to be on the cable.
    fixes: open?.destination === 'default' ? [...mend, look] : [look, ...mend],
  };
}

const check = (address: string, device: string | null, overlay: string) =>
  advice(
    'Check the address and the machine',
    `Is it switched on, on this network, and is ${address} still its address? On guest Wi-Fi the access point may keep clients apart.${overlay}\nIts addresses, on that machine; and who is seen from here:\n  ip addr\n  ip neigh${device ? ` show dev ${quoted(device)}` : ''}`,
  );

/** Nobody on our own network has the address. */
export const rule = defineRule({
  code: 'remote/host-down',
  needs: ['probes'],
  mayUse: ['routes', 'interfaces', 'namespaces', 'containers', 'firewall', 'limits'],
  explainedBy: ownDoing,
  check({ probes, ...seen }, question) {
    const found = elsewhere(probes, seen.routes, seen.interfaces, question);
    if (!found) return undefined;
    const { probe, onLink, route, by } = found;
    if (by === 'the target' || by === 'another') return undefined;
    const gaveUp =
      probe.outcome === 'host-unreachable' &&
      (neighbourSilent(found) || (ownWord(found) && mayHaveGivenUp(found)) || neighbourForgotten(found));
    const timedOut = probe.outcome === 'timeout' && neighbourSilent(found);
    if (!(gaveUp || timedOut) || (route !== undefined && !onLink)) return undefined;
    // One packet may be anybody's, or the answer; see firewall/neighbour-discovery for several.
    if (seen.firewall.status === 'unknown' && lostInwards(seen.limits, question) > 0)
      return unchecked(
        'something came in and was not delivered, which may be the answer that a rule dropped',
      );
    const ask = probe.address.includes(':') ? 'neighbour solicitation' : 'ARP';
    const more = whereabouts(found, seen);
    return {
      ...more,
      severity: 'error',
      evidence: [
        attempt(
          probe,
          `${probe.errno === 'EHOSTUNREACH' ? 'No route to host (EHOSTUNREACH)' : 'No answer'} after ${(probe.ms / 1000).toFixed(1)} s: the time it takes ${ask} to give up`,
        ),
        ...icmpEvidence(found),
        ...neighbourEvidence(found),
        ...routeEvidence(found),
        ...more.evidence,
      ],
      outcome: 'unreachable',
    };
  },
});
