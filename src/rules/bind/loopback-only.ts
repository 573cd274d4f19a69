import { type Fact, valueIn } from '../../facts/fact.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped, wildcardOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { isMeantHere, serversHere } from '../name/server-here.js';
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
import { loopbackOutside } from './loopback-outside.js';
import { asksLoopback } from './own-address.js';

/** Every listener of the port is on 127.0.0.0/8 or ::1, and it is asked for by another address. */
export const rule = defineRule({
  code: 'bind/loopback-only',
  needs: addressNeeds,
  mayUse: [...addressMayUse, 'namespaces', 'names'],
  explainedBy: ['namespace/published-loopback-only', 'bind/config-not-in-effect'],
  check(facts, question) {
    const outside = loopbackOutside(facts, question);
    if (outside) return outside;
    const behind = behindItsName(facts, question);
    const missed =
      behind ?? (question.address === '' ? missedByAll(facts, question) : missedBy(facts, question));
    const listener = missed.find(each => each.family === question.family) ?? missed[0];
    if (!listener || asksLoopback(question)) return undefined;
    // Where the family that was asked for has listeners, they are the ones that were meant.
    const meant = missed.filter(each => each.family === listener.family);
    if (!meant.every(each => isLoopback(each.local.address))) return undefined;
    const { address, port } = listener.local;
    const found = boundElsewhere(facts, listener, {
      summary: `${holderWords(facts, listener)} listens on ${at(address, port)}, and only programs on this machine reach a loopback address.`,
      says: `${unmapped(address)} only`,
      wanted: wildcardOf(question.family),
    });
    return behind ? { ...found, severity: 'note' } : found;
  },
});

/** The hosts file leads its name to another machine: pointed at an address of this one's networks, it would be missed too. */
function behindItsName(
  facts: AddressFacts & { readonly names: Fact<NameLookup> },
  question: Question,
): readonly Socket[] | undefined {
  const { names, probes, sockets, interfaces } = facts;
  return !question.local && isMeantHere(valueIn(names), valueIn(probes), sockets, interfaces, question)
    ? serversHere(sockets, question)
    : undefined;
}

/** Others have no address to ask by yet; whichever they are given, a loopback address is none of theirs. */
function missedByAll({ sockets }: AddressFacts, question: Question): readonly Socket[] {
  if (!question.local || question.port === 0 || question.vantage.kind === 'self') return [];
  const servers = serversOf(sockets, question);
  return servers.every(({ local }) => isLoopback(local.address)) ? servers : [];
}
