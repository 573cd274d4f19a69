import { boundFamily } from '../../facts/sockets/cover.js';
import { unmapped, wildcardOf } from '../../net/address.js';
import { isLocalhost, isLoopback, isWildcard } from '../../net/prefix.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { addressMayUse, addressNeeds, boundElsewhere, holderWords, missedBy } from './address.js';
import { ignoredInterface } from './ignored-interface.js';
import { asksLoopback, isMet, isOwn, isShared } from './own-address.js';

/** Bound to one address of this machine, asked for by another of the same family. */
export const rule = defineRule({
  code: 'bind/one-address',
  needs: addressNeeds,
  mayUse: addressMayUse,
  explainedBy: ['bind/device', 'bind/stale-address', 'name/wrong-address'],
  check(facts, question) {
    const listener = missedBy(facts, question).find(each => {
      const { address } = each.local;
      const same = boundFamily(each) === question.family;
      if (isWildcard(address) || !(same || asksLoopback(question))) return false;
      // 127.0.0.1 and 127.0.0.2 are two addresses too.
      return isLoopback(address)
        ? asksLoopback(question) && (same || !isLocalhost(unmapped(address)))
        : isOwn(address, facts.interfaces) || isMet(address, facts.probes);
    });
    if (!listener) return ignoredInterface(facts, question);
    const { address, port } = listener.local;
    const shared = isShared(address, facts.interfaces);
    const asked = at(question.address, port);
    const apart = shared
      ? `it takes what is sent to all who listen there, and nothing that is sent to ${asked}`
      : `${asked} is another address of this machine`;
    const found = boundElsewhere(facts, listener, {
      summary: `${holderWords(facts, listener)} listens on ${at(address, port)} only; ${apart}.`,
      says: `${unmapped(address)} only`,
      wanted: wildcardOf(question.family),
    });
    return shared ? { ...found, headline: 'the server takes only what is sent to all' } : found;
  },
});
