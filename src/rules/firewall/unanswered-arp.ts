import { known, valueIn } from '../../facts/fact.js';
import type { Interface, InterfaceAddress } from '../../facts/interfaces/types.js';
import type { Neighbour, Routing } from '../../facts/routes/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { elsewhere } from '../remote/elsewhere.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import type { WalkSeen } from './judged.js';
import { asked, whom } from './words.js';

/** net.ipv4.conf.*.arp_ignore: to which questions this machine does not answer (Documentation/networking/ip-sysctl.rst). */
const OTHER_INTERFACE = 1;
const OTHER_NETWORK = 2;
const HOST_SCOPE = 3;
const ALL = 8;

interface Asked {
  readonly address: string;
  readonly client: string;
  readonly input: string;
}

/** Does the kernel leave a question for the address unanswered (arp_ignore in net/ipv4/arp.c)? */
function isIgnored(
  mode: number,
  interfaces: readonly Interface[],
  { address, client, input }: Asked,
): boolean {
  const held = (items: readonly Interface[]): readonly InterfaceAddress[] =>
    items.flatMap(item => item.addresses.filter(own => own.address === address));
  const there = held(interfaces.filter(item => item.name === input));
  if (mode === OTHER_INTERFACE) return there.length === 0;
  if (mode === OTHER_NETWORK) return !there.some(own => inPrefix(client, `${own.address}/${own.prefix}`));
  if (mode === HOST_SCOPE) return held(interfaces).every(own => own.scope === 'host');
  return mode === ALL;
}

/** Kinds of device that never ask for hardware addresses, or not in each of their modes (ipvlan and netkit of layer 3). */
const WITHOUT = new Set(['dummy', 'vrf', 'tun', 'ifb', 'ipvlan', 'ipvtap', 'netkit', 'wwan']);

/** A card on which ARP is switched off, and neighbour discovery with it; tunnels, modems (cdc_mbim.c) and devices that no cable leads to never have it. */
const isMute = ({ name, flags, type, kind }: Interface): boolean =>
  flags.includes('NOARP') &&
  type === 'ether' &&
  !flags.includes('POINTOPOINT') &&
  !name.startsWith('ww') &&
  !WITHOUT.has(kind ?? '');

/** Somebody set the entry by hand, as is done on both ends where ARP is to stay off. */
const isFixed = ({ address, device, state }: Neighbour, client: string, input: string): boolean =>
  state === 'permanent' && address === client && device === input;

/** Found where this machine does not answer its neighbours' ARP, because of a setting of the kernel or of the interface. */
export function unansweredArp(
  interfaces: readonly Interface[],
  { arpIgnore = {}, neighbours }: Pick<Routing, 'arpIgnore' | 'neighbours'>,
  question: Question,
): Finding | Unchecked | undefined {
  const { source: client, input } = question.vantage;
  const item = interfaces.find(each => each.name === input);
  if (client === null || input === null || !item) return undefined;
  const command = `ip link set ${quoted(input)} arp on`;
  if (isMute(item) && neighbours.some(each => isFixed(each, client, input)))
    return unchecked(
      `ARP is switched off on ${input}, and whether ${client} has a fixed entry for this machine cannot be seen from here`,
    );
  if (isMute(item))
    return finding(question, `ARP is switched off on ${input} (NOARP)`, 'ip link', command, 'Switch ARP on');
  if (question.family === 6) return undefined;
  const { address } = question;
  const mode = Math.max(arpIgnore.all ?? 0, arpIgnore[input] ?? 0);
  // Somebody else answers for it, and sends its packets here: a load balancer that leaves the answers to this machine.
  if (interfaces.some(each => each.addresses.some(own => own.address === address && own.claimed)))
    return undefined;
  if (mode === 0 || !isIgnored(mode, interfaces, { address, client, input })) return undefined;
  const key = input.replaceAll('.', '/');
  return finding(
    question,
    `arp_ignore is ${mode} on ${input}, which keeps the kernel from answering ARP for ${address} there`,
    `/proc/sys/net/ipv4/conf/{all,${input}}/arp_ignore`,
    `sysctl -w net.ipv4.conf.all.arp_ignore=0 ${quoted(`net.ipv4.conf.${key}.arp_ignore=0`)}`,
    'Answer ARP for every address of this machine',
  );
}

/** Found where this machine never asks its neighbours for their hardware addresses: what it sends them it addresses to itself (arp_constructor()). */
export function unaskedArp(
  { probes, routes, interfaces }: WalkSeen,
  question: Question,
): Finding | undefined {
  const way = elsewhere(valueIn(probes) ?? [], routes, known(interfaces, 'rtnetlink'), question);
  const item = interfaces.find(({ name }) => name === way?.route?.device);
  if (!way || !item || !isMute(item) || way.probe.outcome !== 'timeout') return undefined;
  const hop = way.route?.gateway ?? question.address;
  if (valueIn(routes)?.neighbours.some(each => isFixed(each, hop, item.name))) return undefined;
  const says = `ARP is switched off on ${item.name} (NOARP)`;
  return {
    severity: 'error',
    summary: `${says}, so this machine cannot find ${hop}${hop === question.address ? '' : `, the gateway to ${question.address}`}, whether or not it is there.`,
    says: 'ARP is switched off',
    headline: 'this machine does not ask by ARP, by which neighbours are found',
    outcome: 'timeout',
    evidence: [{ fact: 'interfaces', says, source: 'ip link' }],
    fixes: [changing(`ip link set ${quoted(item.name)} arp on`, 'Switch ARP on')],
  };
}

const finding = (
  question: Question,
  says: string,
  source: string,
  command: string,
  title: string,
): Finding => ({
  severity: 'error',
  summary: `${says}, so ${whom(question)} cannot find ${asked(question)}, whether or not the port is open.`,
  says: 'ARP is not answered',
  headline: 'this machine does not answer ARP, by which neighbours are found',
  outcome: 'timeout',
  evidence: [{ fact: 'routes', says, source }],
  fixes: [
    {
      ...changing(command, title),
      risk: 'On a server behind a load balancer that answers from the same address, this is set on purpose.',
    },
  ],
});

const changing = (command: string, title: string): Fix => ({
  title,
  steps: [{ do: 'run', command }],
  text: 'It lasts until the next reboot; make the same change where the setting is kept.',
  needsRoot: true,
});
