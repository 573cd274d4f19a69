import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import { attempt, elsewhere, ownDoing, routeEvidence, unlessOwnRule } from './elsewhere.js';

/** A reset, or ICMP port unreachable, from the other machine. */
export const rule = defineRule({
  code: 'remote/refused',
  needs: ['probes'],
  mayUse: ['routes', 'firewall'],
  explainedBy: ownDoing,
  check({ probes, routes, firewall }, question) {
    const found = elsewhere(probes, routes, question);
    if (found?.probe.outcome !== 'refused') return undefined;
    const { probe } = found;
    return {
      severity: 'error',
      summary: `${probe.address} is up and refuses port ${probe.port}: nothing listens there for clients from here, or its firewall rejects them.${unlessOwnRule(firewall)}`,
      says: `refused by ${probe.address}`,
      evidence: [
        attempt(
          probe,
          `${at(probe.address, probe.port)} refused the connection after ${Math.round(probe.ms)} ms (ECONNREFUSED)`,
        ),
        ...routeEvidence(found),
      ],
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
