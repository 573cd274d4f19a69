import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { WALK_FACTS } from '../firewall/judged.js';
import { PROXY_FACTS, throughProxy } from '../firewall/proxied.js';
import { defineRule, type Finding } from '../rule.js';
import { below, flagsOf, getsOut, goalOf, linkOf, type Place, placeOf, waysMeant } from './place.js';
import { placeOnward } from './place-onward.js';

const isDown = (item: Interface): boolean => !item.flags.includes('UP');

/** Found where the interface that the question turns on, or what it rests on, was switched off. */
export const rule = defineRule({
  code: 'interface/down',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, ...PROXY_FACTS, 'names'],
  check({ interfaces, ...others }, question) {
    const way = (asked: Question, place: Place | undefined) => {
      const down = place && downIn(place.item, interfaces);
      return place && down && { asked, place, down };
    };
    const ways = waysMeant(valueIn(others.names), question, interfaces).map(asked =>
      way(asked, placeOf(interfaces, valueIn(others.routes), asked)),
    );
    const direct = ways.every(Boolean) ? ways[0] : undefined;
    const found = direct ?? way(question, placeOnward(others, interfaces, question));
    const handedOn = found?.place.handedOn;
    if (!found || (!handedOn && getsOut(valueIn(others.probes), question))) return undefined;
    const { asked, down } = found;
    const { item, severity, outcome } = found.place;
    const address = item.addresses.find(own => own.family === question.family) ?? item.addresses[0];
    const through = down === item ? '' : `, which ${item.name} rests on,`;
    const who = !direct
      ? `the container behind it, where ${question.address} leads, is not reached`
      : question.vantage.kind === 'self'
        ? `${goalOf(asked, question)} cannot be reached`
        : 'no other machine gets in';
    const finding: Finding = {
      severity,
      summary: `The interface ${down.name}${through} is switched off${address ? ` (${item.name} has ${address.address}/${address.prefix})` : ''}, so ${who} through it.`,
      says: `${down.name} is down`,
      outcome,
      evidence: [{ fact: 'interfaces', says: flagsOf(down), source: 'rtnetlink' }],
      fixes: [
        {
          title: `Switch ${down.name} on`,
          steps: [{ do: 'run', command: `ip link set ${quoted(down.name)} up` }],
          text: 'Routes through it and its IPv6 addresses went when it was switched off: if something is still missing, let the network configuration set it up again (ifup, nmcli, networkctl, netplan apply).',
          needsRoot: true,
        },
      ],
    };
    return handedOn ? throughProxy(finding, handedOn) : finding;
  },
});

function downIn(item: Interface, interfaces: readonly Interface[]): Interface | undefined {
  if (isDown(item)) return item;
  if (linkOf(item, interfaces) === 'up') return undefined;
  const lower = below(item, interfaces);
  return lower.length > 0 && lower.every(isDown) ? lower[0] : undefined;
}
