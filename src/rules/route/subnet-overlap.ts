import { valueIn } from '../../facts/fact.js';
import { isInner } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { aliasEvidence, coveringAlias, narrowed } from './loopback-alias.js';
import { by, covering, evidenceOf, host, ipFor, lengthOf, prefixOf, wayOut } from './way.js';

/**
 * Found where a target that did not answer is looked for on a bridge of this machine's own containers or virtual
 * machines, none of which has that address, while another route leads to it too; or on this machine itself, because an
 * address of lo has a prefix that covers it.
 */
export const rule = defineRule({
  code: 'route/subnet-overlap',
  needs: ['routes', 'interfaces'],
  mayUse: ['probes', 'namespaces'],
  check({ routes, interfaces, probes, namespaces }, question) {
    const taken = takenByAlias(interfaces, valueIn(probes), question);
    if (taken) return taken;
    const lookup = wayOut(routes, question);
    const bridge = interfaces.find(item => item.name === lookup?.device);
    if (!lookup || !bridge || lookup.gateway !== null || !isLocalNetwork(bridge, interfaces))
      return undefined;
    const probe = probeOf(valueIn(probes), question);
    if (!probe || ['connected', 'refused', 'reset'].includes(probe.outcome)) return undefined;
    const { address } = question;
    const holder = valueIn(namespaces)?.find(({ addresses }) => addresses.includes(address));
    if (holder?.container) return undefined;
    const own = bridge.addresses.find(one => inPrefix(address, `${one.address}/${one.prefix}`));
    const other = covering(routes, address).find(
      route => route.device !== bridge.name && route.type === 'unicast',
    );
    if (!own || !other) return undefined;
    const network = `${own.address}/${own.prefix}`;
    return {
      severity: lengthOf(other) > 0 || isEmpty(bridge, interfaces) ? 'error' : 'warning',
      summary: `${address} is looked for behind ${bridge.name} (${network}) on this machine itself, which covers the address; the real one is reached ${by(other)}.`,
      says: `${bridge.name} covers ${address}`,
      outcome: probe.outcome === 'timeout' ? 'timeout' : 'unreachable',
      evidence: [
        evidenceOf(lookup),
        { fact: 'interfaces', says: `${bridge.name} has ${network}`, source: 'rtnetlink' },
        {
          fact: 'routes',
          says: `Another route covers it: ${prefixOf(other)} ${by(other)}`,
          source: 'rtnetlink',
        },
      ],
      fixes: [
        {
          title: `Send this one address ${by(other)}`,
          steps: [{ do: 'run', command: `${ipFor(address)} route add ${host(address)} ${by(other)}` }],
          text: 'Better, give the containers another network: default-address-pools in /etc/docker/daemon.json, or a subnet in the compose file.',
          needsRoot: true,
        },
      ],
    };
  },
});

/** An address that is this machine's only because an alias on lo has a network with room for others, and nobody serves it here. */
function takenByAlias(
  interfaces: readonly Interface[],
  probes: readonly Probe[] | undefined,
  question: Question,
): Finding | undefined {
  const { address, local } = question;
  const alias = local ? coveringAlias(address, interfaces) : undefined;
  const isHeld = interfaces.some(item => item.addresses.some(own => own.address === address));
  const probe = probeOf(probes, question);
  if (!alias || isHeld || !probe || probe.outcome === 'connected') return undefined;
  return {
    severity: 'error',
    summary: `${address} is looked for on this machine itself: ${alias.network} on lo makes that whole network its own, so no packet for it ever leaves.`,
    says: `lo covers ${address}`,
    outcome: probe.outcome === 'timeout' ? 'timeout' : 'refused',
    evidence: [aliasEvidence(alias)],
    fixes: [narrowed(alias)],
  };
}

const isLocalNetwork = (item: Interface, interfaces: readonly Interface[]): boolean =>
  isInner(item, interfaces) || item.kind === 'bridge' || item.kind === 'dummy';

/** Nothing is plugged into the bridge, so nobody can be behind it. */
const isEmpty = (bridge: Interface, interfaces: readonly Interface[]): boolean =>
  bridge.kind === 'dummy' ||
  bridge.flags.includes('NO-CARRIER') ||
  (bridge.kind === 'bridge' && !interfaces.some(item => item.master === bridge.name));
