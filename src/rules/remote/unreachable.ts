import { icmpSays, isCircle, isHostUnreachable } from '../../net/icmp.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import {
  attempt,
  type Elsewhere,
  elsewhere,
  icmpEvidence,
  neighbourEvidence,
  neighbourForgotten,
  neighbourSilent,
  ownDoing,
  routeEvidence,
  unlessOwnRule,
} from './elsewhere.js';

/** What the errors mean when another machine's ICMP brought them. */
const meanings: Readonly<Record<string, string>> = {
  'EHOSTUNREACH 4':
    'the host cannot be reached or a firewall prohibits it (ICMP host unreachable, host or admin prohibited)',
  'EHOSTUNREACH 6': 'the address cannot be reached (ICMPv6)',
  'ENETUNREACH 4': 'the network cannot be reached or is prohibited (ICMP)',
  'ENETUNREACH 6': 'there is no route to it (ICMPv6)',
  'EACCES 6': 'a firewall prohibits it (ICMPv6 administratively prohibited)',
  'ENOPROTOOPT 4': 'the protocol is not served (ICMP protocol unreachable)',
};

/** The errors that tell of an ICMP error; a refusal is one where another machine than the target sent it. */
const isTold = ({ probe, by }: Elsewhere): boolean =>
  ['host-unreachable', 'network-unreachable', 'prohibited'].includes(probe.outcome) ||
  (probe.outcome === 'refused' && by === 'another');

/** The kernel gave up on a neighbour, as far as can be told without the error's sender. */
const gaveUp = (found: Elsewhere): boolean =>
  found.by === null && (!found.route || found.route.gateway === null) && neighbourForgotten(found);

/** Who said so: the sender where it is known, or else who can have been. */
const whoIn = ({ probe, route }: Elsewhere): string =>
  probe.offender?.address ?? (route?.gateway ? `${route.gateway} or a router behind it` : probe.address);

/** What the sender is to the target. */
function roleOf({ by, probe }: Elsewhere, rulesKnown: boolean, who: string): string {
  if (by === 'another') return ', on the way there,';
  return by === 'the target' || (by === null && who === probe.address && rulesKnown)
    ? ' (the machine itself: its firewall rejects us)'
    : '';
}

function headlineOf({ by, probe: { offender } }: Elsewhere, who: string): string {
  if (by === 'the target') return `${who} itself turns the connection away`;
  if (by !== 'another' || !offender) return `${who} turns the connection away`;
  if (isCircle(offender)) return 'the packets go in a circle between routers';
  return isHostUnreachable(offender)
    ? `${who}, the router there, finds no machine at that address`
    : `${who}, on the way there, turns the connection away`;
}

/** What to look at there: the kinds of error have different reasons. */
function whatToSee({ by, probe: { offender, address } }: Elsewhere): string {
  if (by === 'the target')
    return 'A rule of its firewall rejects the connection: nft list ruleset, or iptables -S, shows it there.';
  if (offender && isCircle(offender))
    return `Two routers send packets for ${address} to each other: ip route get ${address} on each of them shows which one is wrong. Or packets leave here with too few hops to go: sysctl net.ipv4.ip_default_ttl is 64 as a rule.`;
  if (offender && isHostUnreachable(offender))
    return `It is on the network of ${address}, or should be, and nobody there answers for that address: is the machine on, and is that still its address? A rule there may reject the connection too (nft list ruleset).`;
  return 'It has no route to the target, or a rule there rejects the connection: its routing table and firewall tell (ip route, nft list ruleset).';
}

/** ICMP unreachable or prohibited, sent by another machine. */
export const rule = defineRule({
  code: 'remote/unreachable',
  needs: ['probes'],
  mayUse: ['routes', 'interfaces', 'firewall'],
  explainedBy: [...ownDoing, 'remote/host-down'],
  check({ probes, routes, interfaces, firewall }, question) {
    const found = elsewhere(probes, routes, interfaces, question);
    if (!found || !isTold(found) || found.by === 'this machine') return undefined;
    if ((found.by === null && neighbourSilent(found)) || gaveUp(found)) return undefined;
    const { probe, by } = found;
    const meaning = probe.offender
      ? icmpSays(probe.offender)
      : (meanings[`${probe.errno} ${question.family}`] ?? String(probe.errno));
    const who = whoIn(found);
    return {
      severity: 'error',
      summary: `${who}${roleOf(found, firewall.status !== 'unknown', who)} answers that ${at(probe.address, probe.port)} cannot be reached: ${meaning}.${by === null ? unlessOwnRule(firewall) : ''}`,
      says: `${who} says unreachable`,
      headline: headlineOf(found, who),
      evidence: [
        attempt(probe, `${probe.errno} after ${Math.round(probe.ms)} ms`),
        ...icmpEvidence(found),
        ...routeEvidence(found),
        ...neighbourEvidence(found),
      ],
      fixes: [advice(`Look on ${who}`, whatToSee(found))],
      outcome: probe.outcome === 'refused' ? 'refused' : 'unreachable',
    };
  },
});
