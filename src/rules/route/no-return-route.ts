import { known } from '../../facts/fact.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule, type Unchecked, unchecked } from '../rule.js';
import { routeBack } from './back.js';
import { byHand } from './by-hand.js';
import { noWayBackInside } from './inside.js';
import { mainUnasked } from './main-unasked.js';
import { toAll } from './to-all.js';
import { unmasked } from './unmasked.js';
import { evidenceOf, wayBack } from './way.js';

/** Found where the kernel has no route for the reply from the address that was asked to the client, or one to nobody. */
export const rule = defineRule({
  code: 'route/no-return-route',
  needs: ['routes', 'interfaces'],
  gate: true,
  through: true,
  explainedBy: ['route/blackhole', 'interface/down', 'interface/no-carrier', 'interface/no-address'],
  mayUse: ['firewall', 'limits', 'probes', 'sockets', 'namespaces', 'containers'],
  check({ routes, interfaces, ...others }, question) {
    const lookup = wayBack(routes, question);
    const seen = { ...others, interfaces, routes: known(routes, 'rtnetlink') };
    if (lookup?.error !== 'ENETUNREACH')
      return (
        noWayBackInside(seen, question) ??
        unmasked(seen, question) ??
        (lookup && !lookup.error
          ? (toAll(lookup, interfaces) ??
            byHand(lookup, routes, interfaces) ??
            unheard(lookup, routes, question))
          : undefined)
      );
    const { source, input } = question.vantage;
    const unasked = source === null ? undefined : mainUnasked(routes, source);
    const comesBy = input ? `come in by ${input}` : 'may come in';
    return {
      severity: 'error',
      summary: `Packets from ${source} ${comesBy}, but this machine has no route back to ${source}, so its replies never leave${unasked ? `: ${unasked.why}` : ''}.`,
      says: `no way back to ${source}`,
      outcome: 'timeout',
      evidence: [evidenceOf(lookup)],
      fixes: [
        unasked ? unasked.fix : source && input ? routeBack(source, input, routes, interfaces) : addDefault,
      ],
    };
  },
});

/** The client that was named should be on our own cable, and does not answer there: it is off, or behind a router. */
function unheard(
  { gateway, device, to }: RouteLookup,
  { neighbours }: Routing,
  { vantage }: Question,
): Unchecked | undefined {
  if (vantage.kind !== 'address' || gateway !== null) return undefined;
  const entry = neighbours.find(each => each.device === device && each.address === to);
  if (entry?.state !== 'failed' && entry?.state !== 'incomplete') return undefined;
  return unchecked(
    `${to} should be on the cable of ${device} by this machine's netmask, and nobody answers there for that address: either the machine is off, or it is behind a router and the netmask is too short, so that no reply reaches it`,
  );
}

const addDefault: Fix = {
  title: 'Add a default route',
  text: "  sudo ip route add default via ROUTER\nROUTER is the address of the router on one of this machine's networks.",
  needsRoot: true,
};
