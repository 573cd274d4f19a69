import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import {
  attempt,
  elsewhere,
  neighbourEvidence,
  neighbourSilent,
  ownDoing,
  routeEvidence,
  unlessOwnRule,
} from './elsewhere.js';

const GIVING_UP = 2500;

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

/** ICMP unreachable or prohibited, sent by another machine. */
export const rule = defineRule({
  code: 'remote/unreachable',
  needs: ['probes'],
  mayUse: ['routes', 'firewall'],
  explainedBy: [...ownDoing, 'remote/host-down'],
  check({ probes, routes, firewall }, question) {
    const found = elsewhere(probes, routes, question);
    if (!found || !['host-unreachable', 'network-unreachable', 'prohibited'].includes(found.probe.outcome))
      return undefined;
    const { probe, route, neighbour } = found;
    if (
      neighbourSilent(found) ||
      (probe.ms > GIVING_UP && !probe.offender && (!route || route.gateway === null) && !neighbour)
    )
      return undefined;
    const meaning = meanings[`${probe.errno} ${question.family}`] ?? String(probe.errno);
    const who = probe.offender
      ? probe.offender.address
      : route?.gateway
        ? `${route.gateway} or a router behind it`
        : probe.address;
    const itself =
      who === probe.address && firewall.status !== 'unknown'
        ? ' (the machine itself: its firewall rejects us)'
        : '';
    return {
      severity: 'error',
      summary: `${who}${itself} answers that ${at(probe.address, probe.port)} cannot be reached: ${meaning}.${unlessOwnRule(firewall)}`,
      says: `${who} says unreachable`,
      evidence: [
        attempt(
          probe,
          `${probe.errno} after ${Math.round(probe.ms)} ms${probe.offender ? `, sent by ${probe.offender.address} (ICMP type ${probe.offender.type} code ${probe.offender.code})` : ''}`,
        ),
        ...routeEvidence(found),
        ...neighbourEvidence(found),
      ],
      fixes: [
        advice(
          `Look on ${who}`,
          'It has no route to the target, or a rule there rejects the connection: its routing table and firewall tell (ip route, nft list ruleset).',
        ),
      ],
      outcome: 'unreachable',
    };
  },
});
