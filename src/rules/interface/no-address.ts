import { valueIn } from '../../facts/fact.js';
import { networksOf, stateOf } from '../../facts/interfaces/networks.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { defineRule, type Finding } from '../rule.js';
import { bareLoopback } from './bare-loopback.js';
import { lacksAddress } from './lacks-address.js';
import { flagsOf, getsOut, outer } from './place.js';
import { selfGiven } from './self-given.js';

/** Found where no interface that leads to others has an address that others can use. */
export const rule = defineRule({
  code: 'interface/no-address',
  needs: ['interfaces'],
  mayUse: ['routes', 'probes', 'sockets', 'names'],
  explainedBy: [
    'interface/address-conflict',
    'interface/down',
    'interface/no-carrier',
    'name/localhost-is-ipv6',
  ],
  check({ interfaces, routes, probes, sockets, names }, question) {
    const { vantage } = question;
    const waiting = tentative(interfaces, question);
    if (waiting) return waiting;
    const bare = bareLoopback(interfaces, question, valueIn(probes) ?? [], valueIn(sockets) ?? []);
    if (bare) return bare;
    const listening = valueIn(sockets);
    const half = listening && selfGiven(interfaces, question, listening);
    if (half)
      return {
        ...withoutAddress(half.item, ' by IPv4'),
        headline: 'the interface has no usable IPv4 address',
        says: `${half.item.name} has no usable IPv4 address`,
        severity: half.severity,
        outcome: half.outcome,
      };
    const places = networksOf(interfaces);
    const unasked = vantage.kind !== 'self' && question.address === '' && question.port !== 0;
    if (unasked && (places.length === 0 || places.some(place => place.usable)))
      return wayless(interfaces, question);
    const lacks = lacksAddress(interfaces, valueIn(routes), valueIn(names), question);
    if (!lacks || getsOut(valueIn(probes), question)) return undefined;
    const cards = outer(interfaces).filter(item => item.master === null);
    const item = cards.find(one => stateOf(one, interfaces) === 'up') ?? cards[0];
    if (!item) return undefined;
    return withoutAddress(item);
  },
});

/** Nobody gave the interface an address. */
function withoutAddress(item: Interface, way = ''): Finding {
  return {
    severity: 'error',
    summary: `The interface ${item.name} has ${whatItHas(item)}, so this machine cannot talk to others${way}: it was given no address (DHCP did not answer, or none is configured).`,
    says: `${item.name} has no usable address`,
    outcome: 'unreachable',
    evidence: [
      {
        fact: 'interfaces',
        says: `${flagsOf(item)}, ${item.addresses.map(own => `${own.address}/${own.prefix}`).join(', ') || 'no address'}`,
        source: 'rtnetlink',
      },
    ],
    fixes: [
      {
        title: `Give ${item.name} an address`,
        text: `Ask the DHCP server again: dhclient -v ${quoted(item.name)}, networkctl renew ${quoted(item.name)}, or nmcli device reapply ${quoted(item.name)}. Without a DHCP server, set one by hand:\n  sudo ip addr add ADDRESS/24 dev ${quoted(item.name)}`,
        needsRoot: true,
      },
    ],
  };
}

/** Another machine has no address to ask by: of its family, no interface that leads to others has any. */
function wayless(interfaces: readonly Interface[], { family, vantage }: Question): Finding {
  const who = vantage.kind === 'lan' ? 'any other machine' : vantage.label;
  return {
    severity: 'error',
    summary: `This machine has no IPv${family} address by which ${who} could ask: no interface that leads to others has one.`,
    says: `no IPv${family} address for others`,
    headline: 'this machine has no address for others to ask',
    outcome: 'unreachable',
    evidence: [
      {
        fact: 'interfaces',
        says: interfaces
          .map(item => `${item.name} ${item.addresses.map(own => own.address).join(' ')}`.trim())
          .join(', '),
        source: 'rtnetlink',
      },
    ],
    fixes: [
      {
        title: 'Connect this machine to the network of its clients',
        text: `A container that was started without a network needs one. Elsewhere, give an interface an IPv${family} address:\n  sudo ip addr add ADDRESS/PREFIX dev INTERFACE`,
        needsRoot: true,
      },
    ],
  };
}

function whatItHas({ addresses }: Interface): string {
  if (addresses.length === 0) return 'no address';
  return `only ${addresses.map(own => own.address).join(' and ')}, which no router carries`;
}

/** An IPv6 address answers nobody until duplicate address detection has ended (RFC 4862, 5.4). */
function tentative(interfaces: readonly Interface[], { address, local }: Question): Finding | undefined {
  const held = interfaces
    .flatMap(item => item.addresses.map(own => ({ item, own })))
    .find(({ own }) => own.address === address.split('%')[0] && own.flags.includes('tentative'));
  if (!local || !held || held.own.flags.some(each => each === 'dadfailed' || each === 'optimistic'))
    return undefined;
  const { item, own } = held;
  return {
    severity: 'error',
    summary: `${address} on ${item.name} is still tentative: the kernel looks whether another machine has it, and answers nobody by it until then.`,
    says: `${address} is tentative`,
    headline: 'the address is not in use yet',
    outcome: 'timeout',
    evidence: [
      {
        fact: 'interfaces',
        says: `${own.address}/${own.prefix} ${own.flags.join(' ')}`,
        source: 'rtnetlink',
      },
    ],
    fixes: [
      {
        title: 'Ask again in a few seconds, or take the address without looking',
        steps: [
          { do: 'run', command: `ip -6 addr del ${own.address}/${own.prefix} dev ${quoted(item.name)}` },
          {
            do: 'run',
            command: `ip -6 addr add ${own.address}/${own.prefix} dev ${quoted(item.name)} nodad`,
          },
        ],
        text: 'Where it stays tentative, the link is not ready, or net.ipv6.conf.*.dad_transmits is large.',
        needsRoot: true,
      },
    ],
  };
}
