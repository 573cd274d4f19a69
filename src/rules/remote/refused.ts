import { known, listIn } from '../../facts/fact.js';
import { absentInside } from '../namespace/absent.js';
import { defineRule, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import {
  attempt,
  type Elsewhere,
  elsewhere,
  icmpEvidence,
  isUnasked,
  ownDoing,
  routeEvidence,
  unlessOwnRule,
} from './elsewhere.js';

/** Of TCP, only a firewall says "port unreachable": a port on which nobody listens answers with a reset. */
function reasonOf({ by, probe }: Elsewhere): string {
  if (by !== 'the target') return 'nothing listens there for clients from here, or its firewall rejects them';
  return probe.protocol === 'tcp'
    ? 'its firewall rejects the connection, for it sends ICMP port unreachable, and a closed port a TCP reset'
    : 'nothing listens there on UDP for clients from here, or its firewall rejects them';
}

const refusal = ({ probe }: Elsewhere) =>
  attempt(
    probe,
    `${at(probe.address, probe.port)} refused the connection after ${Math.round(probe.ms)} ms (ECONNREFUSED)${probe.byReset ? ', by a TCP reset' : ''}`,
  );

/** A reset, or ICMP port unreachable, from the other machine. */
export const rule = defineRule({
  code: 'remote/refused',
  needs: ['probes'],
  mayUse: ['routes', 'interfaces', 'firewall', 'limits', 'owners', 'processes', 'namespaces', 'containers'],
  explainedBy: ownDoing,
  through: true,
  check(seen, question) {
    const { probes, routes, interfaces, firewall } = seen;
    const lead = { ...seen, sockets: [], interfaces: listIn(interfaces), probes: known(probes, 'connect()') };
    if (question.vantage.kind !== 'self') return absentInside(lead, question);
    const found = elsewhere(probes, routes, interfaces, question);
    if (found?.probe.outcome !== 'refused' || found.by === 'another') return undefined;
    const { probe } = found;
    const absent = absentInside(lead, question);
    if (absent) return { ...absent, evidence: [refusal(found), ...absent.evidence] };
    if (firewall.status === 'unknown' && isUnasked(found, interfaces, question))
      return unchecked(
        `nobody was asked for the hardware address of ${found.route?.gateway ?? probe.address}, so the refusal may be this machine's own, by a rule that cannot be read without root`,
      );
    return {
      severity: 'error',
      summary: `${probe.address} is up and refuses port ${probe.port}: ${reasonOf(found)}.${found.by === 'the target' ? '' : unlessOwnRule(firewall)}`,
      says: `refused by ${probe.address}`,
      evidence: [refusal(found), ...icmpEvidence(found), ...routeEvidence(found)],
      fixes: [
        advice(
          'Look on that machine',
          `Run netcheck why ${probe.port} there: it tells whether the server runs, on which address and port it listens, and what its firewall says. Check the port number too.`,
        ),
      ],
      outcome: 'refused',
    };
  },
});
