import { boundFamily } from '../../facts/sockets/cover.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { addressMayUse, addressNeeds, boundElsewhere, holderWords } from './address.js';
import { missedByFamily } from './missed-by-family.js';
import { asksLoopback } from './own-address.js';

/** Asked for over IPv4; the server is on IPv6 only: [::] with IPV6_V6ONLY, ::1, or one IPv6 address. */
export const rule = defineRule({
  code: 'bind/ipv6-only',
  needs: addressNeeds,
  mayUse: [...addressMayUse, 'names'],
  // What a server that is being restarted holds at one moment says nothing of the next.
  explainedBy: [
    'bind/loopback-only',
    'bind/stale-address',
    'bind/device',
    'name/localhost-is-ipv6',
    'process/crash-loop',
  ],
  check(facts, question) {
    if (question.family !== 4) return undefined;
    const missed = missedByFamily(facts, question);
    const listener = missed[0];
    if (!listener || missed.some(each => boundFamily(each) === 4)) return undefined;
    if (!isWildcard(listener.local.address) && isLoopback(listener.local.address) !== asksLoopback(question))
      return undefined;
    const { address, port } = listener.local;
    const how = isWildcard(address) ? ' with IPV6_V6ONLY set' : '';
    return boundElsewhere(facts, listener, {
      summary: `${holderWords(facts, listener)} listens on ${at(address, port)}${how}, which is IPv6 only; ${at(question.address, port)} is IPv4.`,
      says: `${address}, IPv6 only`,
      wanted: isWildcard(address) ? '0.0.0.0' : isWildcard(question.address) ? '127.0.0.1' : question.address,
    });
  },
});
