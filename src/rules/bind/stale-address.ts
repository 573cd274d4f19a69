import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { addressMayUse, addressNeeds, boundElsewhere, holderWords, isLost, missedBy } from './address.js';

/** The bound address is on no interface: DHCP took it away, or the interface is gone. */
export const rule = defineRule({
  code: 'bind/stale-address',
  needs: addressNeeds,
  needsWhole: ['interfaces'],
  mayUse: addressMayUse,
  check(facts, question) {
    const stale = missedBy(facts, question).find(({ local }) => isLost(local.address, facts.interfaces));
    if (!stale) return undefined;
    const { address, port } = stale.local;
    return boundElsewhere(facts, stale, {
      summary: `${holderWords(facts, stale)} listens on ${at(address, port)}, an address that no interface of this machine has any more.`,
      says: `${address} is gone`,
      wanted: question.family === 6 ? '::' : '0.0.0.0',
    });
  },
});
