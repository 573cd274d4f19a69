import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { hiddenClient } from './hidden-client.js';
import { aliasEvidence, coveringAlias, narrowed } from './loopback-alias.js';
import { onTheWaysToServers } from './name-servers.js';
import {
  ANSWERS,
  answeredBy,
  covered,
  holderOf,
  isEmpty,
  isLocalNetwork,
  networkAround,
  otherWay,
} from './overlap.js';
import { byWords, lengthOf, wayOut } from './way.js';

/**
 * Found where a target that did not answer is looked for on a bridge of this machine's own containers or virtual
 * machines, none of which has that address, while another route leads to it too; or on this machine itself, because an
 * address of lo has a prefix that covers it. Found too where the replies to a client end on such a bridge.
 */
export const rule = defineRule({
  code: 'route/subnet-overlap',
  needs: ['routes', 'interfaces'],
  mayUse: ['probes', 'namespaces', 'names'],
  check({ routes, interfaces, probes, namespaces, names }, question) {
    const taken = takenByAlias(interfaces, valueIn(probes), question);
    if (taken) return taken;
    const seen = { routes, interfaces, namespaces };
    const hidden = hiddenClient(seen, question);
    if (hidden) return hidden;
    const servers = onTheWaysToServers(names, interfaces, question, server => behindBridge(seen, server));
    if (servers !== null) return servers;
    const probe = probeOf(valueIn(probes), question);
    return probe && !ANSWERS.has(probe.outcome) ? behindBridge(seen, question, probe) : undefined;
  },
});

/** What is looked for behind a bridge that covers it; `probe`: the attempt to reach it, where one was made. */
function behindBridge(
  { routes, interfaces, namespaces }: Parameters<typeof hiddenClient>[0],
  question: Question,
  probe?: Probe,
): Finding | undefined {
  const lookup = wayOut(routes, question);
  const bridge = interfaces.find(item => item.name === lookup?.device);
  if (!lookup || !bridge || lookup.gateway !== null || !isLocalNetwork(bridge, interfaces)) return undefined;
  const { address } = question;
  if (holderOf(address, namespaces)?.container) return undefined;
  const network = networkAround(address, bridge);
  const other = otherWay(routes, address, bridge);
  if (!network || !other) return undefined;
  const detour = probe?.detour;
  const isFound = detour !== undefined && ANSWERS.has(detour.outcome);
  // Whoever stopped a container may ask for it too.
  if (detour && !isFound && lengthOf(other) === 0) return undefined;
  const isLikely = !detour && (lengthOf(other) > 0 || isEmpty(bridge, interfaces));
  const about = covered(address, lookup, other, network, bridge);
  return {
    ...about,
    evidence: [...about.evidence, ...(isFound ? [answeredBy(detour.device, address)] : [])],
    severity: isFound || isLikely ? 'error' : 'warning',
    summary: `${address} is looked for behind ${bridge.name} (${network}) on this machine itself, which covers the address; ${isFound ? 'the real one is reached' : 'if it is another machine, it is reached'} ${byWords(other)}.`,
    outcome: probe?.outcome === 'timeout' ? 'timeout' : 'unreachable',
  };
}

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
