import { valueIn } from '../../facts/fact.js';
import { isHostUnreachable } from '../../net/icmp.js';
import { defineRule } from '../rule.js';
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
} from './elsewhere.js';
import { nameGateway, openRoute, withoutGateway } from './without-gateway.js';

/** The kernel told its own socket that nobody answers for the address. */
const ownWord = ({ by, probe: { offender } }: Elsewhere): boolean =>
  by === 'this machine' && offender !== null && isHostUnreachable(offender);

/** Nobody on our own network has the address. */
export const rule = defineRule({
  code: 'remote/host-down',
  needs: ['probes'],
  mayUse: ['routes', 'interfaces'],
  explainedBy: ownDoing,
  check({ probes, routes, interfaces }, question) {
    const found = elsewhere(probes, routes, interfaces, question);
    if (!found) return undefined;
    const { probe, onLink, route, by } = found;
    if (by === 'the target' || by === 'another') return undefined;
    const gaveUp =
      probe.outcome === 'host-unreachable' &&
      (neighbourSilent(found) || ownWord(found) || neighbourForgotten(found));
    const timedOut = probe.outcome === 'timeout' && neighbourSilent(found);
    if (!(gaveUp || timedOut) || (route !== undefined && !onLink)) return undefined;
    const ask = probe.address.includes(':') ? 'neighbour solicitation' : 'ARP';
    const open = withoutGateway(valueIn(routes), valueIn(interfaces) ?? [], probe.address);
    const where = route?.device ? ` on ${route.device}` : '';
    return {
      severity: 'error',
      summary: `No machine answers at ${probe.address}: ${open ? openRoute(open) : `it would be on this machine's own network${where}`}, and nobody there says that the address is theirs.`,
      says: 'no such machine',
      evidence: [
        attempt(
          probe,
          `${probe.errno === 'EHOSTUNREACH' ? 'No route to host (EHOSTUNREACH)' : 'No answer'} after ${(probe.ms / 1000).toFixed(1)} s: the time it takes ${ask} to give up`,
        ),
        ...icmpEvidence(found),
        ...neighbourEvidence(found),
        ...routeEvidence(found),
      ],
      fixes: [
        ...(open ? [nameGateway(open, probe.address)] : []),
        advice(
          'Check the address and the machine',
          `Is it switched on, on this network, and is ${probe.address} still its address? On guest Wi-Fi the access point may keep clients apart.\nIts addresses, on that machine; and who is seen from here:\n  ip addr\n  ip neigh${where ? ` show dev ${route?.device}` : ''}`,
        ),
      ],
      outcome: 'unreachable',
    };
  },
});
