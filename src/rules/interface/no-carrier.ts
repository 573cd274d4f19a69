import { valueIn } from '../../facts/fact.js';
import { isInner, isPortless, stateOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { WALK_FACTS } from '../firewall/judged.js';
import { PROXY_FACTS, throughProxy } from '../firewall/proxied.js';
import { defineRule, type Finding } from '../rule.js';
import { below, flagsOf, getsOut, goalOf, linkOf, type Place, placeOf, waysMeant } from './place.js';
import { placeOnward } from './place-onward.js';

/** Found where the interface that the question turns on is switched on, and nothing is at the other end. */
export const rule = defineRule({
  code: 'interface/no-carrier',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, ...PROXY_FACTS, 'names'],
  explainedBy: ['interface/down', 'route/subnet-overlap', 'route/vpn-captures'],
  check({ interfaces, names, ...others }, question) {
    const { routes, probes, containers } = others;
    const ways = waysMeant(valueIn(names), question, interfaces);
    const direct = ways.map(each => placeOf(interfaces, valueIn(routes), each, valueIn(names)));
    const isCut = (each: Place | undefined) => each && linkOf(each.item, interfaces) === 'no-carrier';
    const places = [
      direct.every(isCut) ? direct[0] : undefined,
      // The cable of a container that ends and begins again has no link meanwhile.
      comesAndGoes(valueIn(containers) ?? [], question)
        ? undefined
        : placeOnward(others, interfaces, question),
    ];
    const place = places.find(isCut);
    if (!place) return undefined;
    const { severity, outcome, handedOn } = place;
    if (!handedOn && getsOut(valueIn(probes), question)) return undefined;
    const lower = below(place.item, interfaces).find(one => stateOf(one, interfaces) === 'no-carrier');
    // Of a tunnel, it is the device that carries it.
    const item = stateOf(place.item, interfaces) === 'up' && lower ? lower : place.item;
    const [what, advice] = meaning(lower ?? item, interfaces);
    const finding: Finding = {
      severity,
      summary: `The interface ${item.name} is on but has no link: ${what}.${ways[0] === question ? '' : ` So ${goalOf(ways[0]!, question)} cannot be asked.`}`,
      says: `${item.name} has no link`,
      outcome,
      evidence: [
        {
          fact: 'interfaces',
          says: `${flagsOf(item)}${isPortless(item, interfaces) ? `, and no interface has ${item.name} for its master` : ''}`,
          source: 'rtnetlink',
        },
      ],
      fixes: [{ title: 'Bring the link up', text: advice, needsRoot: item.kind !== null }],
    };
    return handedOn ? throughProxy(finding, handedOn) : finding;
  },
});

/** A container that publishes the port is not there, or has been restarted. */
const comesAndGoes = (containers: readonly Container[], { port }: Question): boolean =>
  containers.some(
    each =>
      (!each.running || each.restarting || (each.restarts ?? 0) > 0) &&
      each.published.some(({ hostPort }) => hostPort === port),
  );

/** What no carrier means for a kind of interface, and what to do about it. */
function meaning(item: Interface, interfaces: readonly Interface[]): [string, string] {
  const { name, kind } = item;
  if (isPortless(item, interfaces))
    return [
      'the bridge has no port',
      isInner(item, interfaces)
        ? 'Start the container or virtual machine that is to be behind it: docker ps -a or virsh list --all names those that have ended.'
        : `Plug the network card into it: ip link set CARD master ${quoted(name)} && ip link set CARD up.`,
    ];
  const linked = interfaces.filter(
    other => other.master === name && other.flags.includes('LOWER_UP') && other.flags.includes('UP'),
  );
  if (kind === 'bridge' && linked[0])
    return [
      `its port ${linked[0].name} has a link, and the bridge does not forward by it: spanning tree still listens there, or the port is disabled`,
      `See the port's state: bridge link show dev ${quoted(linked[0].name)}. Spanning tree waits twice the forward delay after a start; without loops in the network it is not needed: ip link set ${quoted(name)} type bridge stp_state 0 && bridge link set dev ${quoted(linked[0].name)} state 3.`,
    ];
  if (kind === 'bridge' || kind === 'bond' || kind === 'team')
    return ['none of its ports has a link', 'Check the cables of its ports.'];
  if (kind === 'tun')
    return ['no program holds the other end of the tunnel', 'Start the VPN program that made it.'];
  if (kind === 'veth')
    return [
      'the other end of the pair is switched off',
      `Switch the other end on, in its own network namespace: ip link set PEER up (ip -d link show ${quoted(name)} names it).`,
    ];
  if (/^wl|^wifi|^ath/.test(name))
    return [
      'it is not connected to a wireless network',
      'Connect it: nmcli device wifi connect NAME, or iwctl.',
    ];
  return [
    'no cable, or the other end is off',
    `Plug in the cable at both ends, and try another cable or port of the switch. ip link show ${quoted(name)} says LOWER_UP when there is a link.`,
  ];
}
