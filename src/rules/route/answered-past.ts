import { valueIn } from '../../facts/fact.js';
import { isInner, networksOf } from '../../facts/interfaces/networks.js';
import { isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { leadsInward } from '../../facts/through-here.js';
import { sayQuote, sourceOf } from '../../firewall/quote.js';
import type { Walk } from '../../firewall/walk.js';
import { networkOf } from '../../net/network.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Step } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import { whom } from '../firewall/words.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';

/** A server whose clients come by another network may have one for itself; and on a container's cable is nobody else. */
const mayBeAlone = (device: Interface, interfaces: readonly Interface[]): boolean =>
  (device.kind === 'veth' && leadsInward(device)) ||
  networksOf(interfaces).some(each => each.interface !== device.name && each.state === 'up');

/**
 * Found where a NAT rule sends the connection back into the client's own network without masquerading it: the server
 * answers the client directly, and the client takes no answer from an address that it did not ask. A bridge of containers
 * puts the answer right where it asks the rules of IP (net.bridge.bridge-nf-call-iptables), and one with a cable may:
 * a warning, as where the server is not even there.
 */
export function answeredPast(seen: WalkSeen, question: Question): Finding | undefined {
  const { vantage, family } = question;
  const judged = judge(seen, question);
  if (vantage.kind === 'self' || !isJudged(judged)) return undefined;
  const { delivery, verdict, rewrittenBy, output, source, destination } = judged.walk;
  if (delivery !== 'forward' || verdict !== 'pass' || !rewrittenBy || output !== vantage.input)
    return undefined;
  const device = seen.interfaces.find(({ name }) => name === output);
  // What one peer of a VPN says to another comes through here, who puts it right.
  if (isTunnel(output ?? null, seen.interfaces)) return undefined;
  const asksRules = device?.kind === 'bridge' ? valueIn(seen.limits)?.bridgeFilter?.[family] : false;
  if (device && asksRules && isInner(device, seen.interfaces)) return undefined;
  const network = device?.addresses
    .flatMap(({ address, prefix }) => networkOf(address, prefix) ?? [])
    .find(each => inPrefix(source, each) && inPrefix(destination.address, each));
  if (!network || source !== vantage.source) return undefined;
  const isGoal = source === destination.address;
  // The one machine heard of on a network may be the server itself, and stands for the others.
  if (isGoal && (vantage.kind !== 'lan' || !device || mayBeAlone(device, seen.interfaces))) return undefined;
  const client = isGoal ? whom(question) : source;
  const goal = at(destination.address, destination.port);
  const perhaps = asksRules !== false || isGone(seen, destination.address);
  return {
    severity: perhaps ? 'warning' : 'error',
    summary: `A NAT rule sends connections of ${client} to ${at(question.address, question.port)} on to ${goal}, which is on the client's own network: ${destination.address} answers ${client} directly, and an answer from an address that it did not ask is no answer to the client.`,
    says: `${destination.address} answers past this machine`,
    headline: 'the answers go past this machine, which would have to translate them back',
    outcome: perhaps ? 'ok' : 'timeout',
    evidence: [
      { fact: 'firewall', says: `${sayQuote(rewrittenBy)} leads to ${goal}`, source: sourceOf(rewrittenBy) },
      {
        fact: 'interfaces',
        says: `${client} and ${destination.address} are both on ${network} of ${output}, and nothing masquerades ${client}`,
        source: 'rtnetlink',
      },
    ],
    fixes: [
      {
        title: `Masquerade what is sent back into ${output}'s network, so that the answers come back here`,
        steps: masquerading(network, destination, question),
        text: 'nft forgets it at a reboot: write it into /etc/nftables.conf. Or let the clients of that network ask for the server itself.',
        risk: `${destination.address} then sees the address of this machine in place of the clients'.`,
        needsRoot: true,
      },
    ],
  };
}

/** Has the clients of a network seem to be this machine, where they are sent to that place. */
export const masquerading = (
  network: string,
  { address, port }: Walk['destination'],
  { family, protocol }: Question,
): readonly Step[] => {
  const ip = family === 4 ? 'ip' : 'ip6';
  const chain = [ip, 'hairpin', 'postrouting'];
  return [
    ['add', 'table', ...chain.slice(0, 2)],
    ['add', 'chain', ...chain, '{ type nat hook postrouting priority 100; }'],
    [
      ...['add', 'rule', ...chain, ip, 'saddr', network, ip, 'daddr', address],
      ...[protocol, 'dport', String(port), 'masquerade'],
    ],
  ].map(words => ({ do: 'run', command: commandLine(['nft', ...words]) }));
};

/** Nobody answered when the kernel asked for its hardware address. */
const isGone = ({ routes }: WalkSeen, address: string): boolean =>
  valueIn(routes)?.neighbours.some(
    each => each.address === address && (each.state === 'failed' || each.state === 'incomplete'),
  ) ?? false;
