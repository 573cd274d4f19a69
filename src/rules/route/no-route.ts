import { networksOf } from '../../facts/interfaces/networks.js';
import type { Fix } from '../../programs/fix.js';
import { defineRule } from '../rule.js';
import { evidenceOf, inMain, ipFor, wayOut } from './way.js';

/** Found where the kernel's own lookup for the target ends without a route. */
export const rule = defineRule({
  code: 'route/no-route',
  needs: ['routes', 'interfaces'],
  explainedBy: ['route/blackhole', 'interface/down', 'interface/no-carrier', 'interface/no-address'],
  check({ routes, interfaces }, question) {
    const lookup = wayOut(routes, question);
    if (lookup?.error !== 'ENETUNREACH') return undefined;
    const { address, family } = question;
    const hasDefault = routes.routes.some(
      route => route.family === family && route.destination === 'default' && route.type === 'unicast',
    );
    const ownFamily = networksOf(interfaces).some(place => place.family === family && place.usable);
    const why = reason(family, hasDefault, ownFamily);
    return {
      severity: 'error',
      summary: `This machine has no route to ${address}: ${why}.`,
      says: `no route to ${address}`,
      outcome: 'unreachable',
      evidence: [evidenceOf(lookup)],
      fixes: [addRoute(address, inMain(routes, address) !== undefined)],
    };
  },
});

function reason(family: 4 | 6, hasDefault: boolean, ownFamily: boolean): string {
  if (!ownFamily) return `no interface has an IPv${family} address that reaches further than its own cable`;
  return hasDefault
    ? 'neither its networks nor its default route lead there'
    : 'it is on none of its networks, and there is no default route';
}

const addRoute = (address: string, other: boolean): Fix => ({
  title: other ? 'Add a route to that network' : 'Add a default route, or one to that network',
  text: `${ipFor(address)} route add ${other ? address : 'default'} via ROUTER, where ROUTER is the address of a router on one of this machine's networks; make it last in the configuration of the network (netplan, NetworkManager, /etc/network/interfaces).`,
  needsRoot: true,
});
