import type { Interface } from '../../facts/interfaces/types.js';
import { boundFamily } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { familyOf, wildcardOf } from '../../net/address.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { defineRule } from '../rule.js';
import { at, serversOf } from '../serving.js';
import {
  type AddressFacts,
  addressMayUse,
  addressNeeds,
  boundElsewhere,
  holderWords,
  missedBy,
} from './address.js';
import { asksNobody, isLost, isMet } from './own-address.js';

/** A listener on the very address that was asked for, where nobody has that address any more. */
function askedFor(facts: AddressFacts, question: Question): Socket | undefined {
  if (!asksNobody(facts.probes, question)) return undefined;
  return serversOf(facts.sockets, question).find(({ local }) => local.address === question.address);
}

/** Whoever has the old address in mind gets through again by that alone; one of no network here goes to a card, by itself. */
function givenBack(address: string, interfaces: readonly Interface[]): readonly Fix[] {
  const own = interfaces.flatMap(({ name, addresses }) =>
    addresses.filter(({ scope }) => scope === 'global').map(each => ({ name, ...each })),
  );
  const family = familyOf(address);
  const near = own.find(each => inPrefix(address, `${each.address}/${each.prefix}`));
  const card = near ?? own.find(each => each.family === family);
  if (!card) return [];
  return [
    {
      title: `Give this machine ${address} again`,
      steps: [
        {
          do: 'run',
          command: `ip addr add ${address}/${near?.prefix ?? (family === 4 ? 32 : 128)} dev ${quoted(card.name)}`,
        },
      ],
      risk: 'Until the next start, and only while no other machine has it.',
      needsRoot: true,
    },
  ];
}

/** A port alone was asked for in no family: whoever came by IPv6 is to come by that again, where this machine still has it. */
function familyFor(stale: Socket, interfaces: readonly Interface[], { target, family }: Question): 4 | 6 {
  const own = boundFamily(stale);
  const stays = interfaces.some(item =>
    item.addresses.some(each => each.family === own && each.scope === 'global'),
  );
  return target.host === null && stays ? own : family;
}

/** The bound address is on no interface: DHCP took it away, or the interface is gone. */
export const rule = defineRule({
  code: 'bind/stale-address',
  needs: addressNeeds,
  needsWhole: ['interfaces'],
  mayUse: addressMayUse,
  check(facts, question) {
    const asked = askedFor(facts, question);
    const stale = [...missedBy(facts, question), ...(asked ? [asked] : [])].find(
      ({ local }) => isLost(local.address, facts.interfaces) && !isMet(local.address, facts.probes),
    );
    if (!stale) return undefined;
    const { address, port } = stale.local;
    const found = boundElsewhere(facts, stale, {
      summary: `${holderWords(facts, stale)} listens on ${at(address, port)}, an address that no interface of this machine has any more.`,
      says: `${address} is gone`,
      wanted: wildcardOf(familyFor(stale, facts.interfaces, question)),
    });
    if (!asked) return found;
    return {
      ...found,
      fixes: [...givenBack(address, facts.interfaces), ...found.fixes],
      outcome: 'unreachable',
      // What was this machine's own address needs no way out.
      explains: ['route/no-route', 'route/gateway-unreachable'],
    };
  },
});
