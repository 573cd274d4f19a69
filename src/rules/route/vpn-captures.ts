import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { inPrefix, isPrivate } from '../../net/prefix.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { evidenceOf, inMain, ipFor, isTunnel, wayOut } from './way.js';

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
    const direct = inMain(routes, address);
    return {
      severity: near ? 'error' : 'warning',
      summary: near
        ? `${address} is on the network of ${near}, but the kernel sends packets to it into the tunnel ${lookup.device}.`
        : `Packets to ${address} go into the tunnel ${lookup.device}, and nothing comes back from there.`,
      says: `into ${lookup.device}`,
      outcome: probe.outcome === 'timeout' ? 'timeout' : 'unreachable',
      evidence: [evidenceOf(lookup)],
      fixes: [
        direct && direct.device !== lookup.device && near
          ? {
              title: 'Let the local network go around the tunnel',
              steps: [
                {
                  do: 'run',
                  command: `${ipFor(address)} rule add to ${direct.destination} lookup main priority 100`,
                },
              ],
              text: 'Most VPN programs have an option for it: allow the local network, split tunnel, AllowedIPs.',
              needsRoot: true,
            }
          : {
              title: 'Take this network out of the tunnel, or let the other end carry it',
              text: 'Leave the VPN for a moment to see whether it is that; then narrow its routes (AllowedIPs, split tunnel).',
              needsRoot: true,
            },
      ],
    };
  },
});

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
