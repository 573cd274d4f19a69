import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import { inPrefix, isPrivate } from '../../net/prefix.js';
import type { Fix } from '../../programs/fix.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { capturing } from './policy-rule.js';
import { evidenceOf, host, inMain, ipFor, isTunnel, prefixOf, wayOut } from './way.js';

/** Found where the way to a target that did not answer leads into a tunnel, though a local network covers it. */
export const rule = defineRule({
  code: 'route/vpn-captures',
  needs: ['routes', 'interfaces'],
  mayUse: ['probes'],
  check({ routes, interfaces, probes }, question) {
    const lookup = wayOut(routes, question);
    if (!lookup?.device || !isTunnel(lookup.device, interfaces)) return undefined;
    const probe = probeOf(valueIn(probes), question);
    if (!probe || ['connected', 'refused', 'reset'].includes(probe.outcome)) return undefined;
    const near = nearNetwork(question.address, lookup.device, interfaces);
    if (!near && !isPrivate(question.address)) return undefined;
    const { address } = question;
    return {
      severity: near ? 'error' : 'warning',
      summary: near
        ? `${address} is on the network of ${near}, but the kernel sends packets to it into the tunnel ${lookup.device}.`
        : `Packets to ${address} go into the tunnel ${lookup.device}, and nothing comes back from there.`,
      says: `into ${lookup.device}`,
      outcome: probe.outcome === 'timeout' ? 'timeout' : 'unreachable',
      evidence: [evidenceOf(lookup)],
      fixes: [near ? around(routes, lookup, near) : leave],
    };
  },
});

const leave: Fix = {
  title: 'Take this network out of the tunnel, or let the other end carry it',
  text: 'Leave the VPN for a moment to see whether it is that; then narrow its routes (AllowedIPs, split tunnel).',
  needsRoot: true,
};

/** Past the policy rule that captures it, or by a route for the one address where a longer prefix does. */
function around(routes: Routing, lookup: RouteLookup, near: string): Fix {
  const { to } = lookup;
  const rule = capturing(routes, lookup);
  const direct = inMain(routes, to);
  const command =
    rule && direct?.device === near && rule.priority > 1
      ? `${ipFor(to)} rule add to ${prefixOf(direct)} lookup main priority ${rule.priority - 1}`
      : `${ipFor(to)} route replace ${host(to)} dev ${near}`;
  if (rule && direct?.device !== near) return leave;
  return {
    title: 'Let the local network go around the tunnel',
    steps: [{ do: 'run', command }],
    text: 'Most VPN programs have an option for it: allow the local network, split tunnel, AllowedIPs.',
    needsRoot: true,
  };
}

/** The interface, other than the tunnel, on whose network the address is. */
const nearNetwork = (address: string, tunnel: string, interfaces: readonly Interface[]): string | undefined =>
  interfaces.find(
    item =>
      item.name !== tunnel &&
      !isTunnel(item.name, interfaces) &&
      item.addresses.some(
        own => own.prefix > 0 && own.prefix < 128 && inPrefix(address, `${own.address}/${own.prefix}`),
      ),
  )?.name;
