import { known } from '../../facts/fact.js';
import type { Fix } from '../../programs/fix.js';
import { defineRule } from '../rule.js';
import { routeBack } from './back.js';
import { byHand } from './by-hand.js';
import { noWayBackInside } from './inside.js';
import { evidenceOf, wayBack } from './way.js';

/** Found where the kernel has no route for the reply from the address that was asked to the client, or one to nobody. */
export const rule = defineRule({
  code: 'route/no-return-route',
  needs: ['routes', 'interfaces'],
  gate: true,
  explainedBy: ['route/blackhole', 'interface/down', 'interface/no-carrier', 'interface/no-address'],
  mayUse: ['firewall', 'limits', 'probes', 'sockets', 'namespaces', 'containers'],
  check({ routes, interfaces, ...others }, question) {
    const lookup = wayBack(routes, question);
    if (lookup?.error !== 'ENETUNREACH')
      return (
        noWayBackInside({ ...others, interfaces, routes: known(routes, 'rtnetlink') }, question) ??
        (lookup && !lookup.error ? byHand(lookup, routes, interfaces) : undefined)
      );
    const { source, input } = question.vantage;
    const comesBy = input ? `come in by ${input}` : 'may come in';
    return {
      severity: 'error',
      summary: `Packets from ${source} ${comesBy}, but this machine has no route back to ${source}, so its replies never leave.`,
      says: `no way back to ${source}`,
      outcome: 'timeout',
      evidence: [evidenceOf(lookup)],
      fixes: [source && input ? routeBack(source, input, routes, interfaces) : addDefault],
    };
  },
});

const addDefault: Fix = {
  title: 'Add a default route',
  text: "ip route add default via ROUTER, where ROUTER is the address of the router on one of this machine's networks.",
  needsRoot: true,
};
