import { boundFamily } from '../../facts/sockets/cover.js';
import { unmapped } from '../../net/address.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import { isNowhere } from '../interface/bare-loopback.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { addressMayUse, addressNeeds, boundElsewhere, holderWords } from './address.js';
import { missedByFamily } from './missed-by-family.js';
import { asksLoopback } from './own-address.js';

/** Asked for over IPv6; the server is on IPv4 only: a wildcard, or the same reach as the address asked for. */
export const rule = defineRule({
  code: 'bind/ipv4-only',
  needs: addressNeeds,
  mayUse: [...addressMayUse, 'names'],
  explainedBy: [
    'interface/no-address',
    'bind/loopback-only',
    'bind/one-address',
    'bind/stale-address',
    'bind/device',
    'name/localhost-is-ipv6',
    'name/aaaa-unreachable',
    // What a server that is being restarted holds at one moment says nothing of the next.
    'process/crash-loop',
  ],
  check(facts, question) {
    if (question.family !== 6 || isNowhere(question.address, facts.interfaces)) return undefined;
    const missed = missedByFamily(facts, question);
    if (missed.some(each => boundFamily(each) === 6)) return undefined;
    const listener = missed.find(
      ({ local }) => isWildcard(local.address) || isLoopback(local.address) === asksLoopback(question),
    );
    if (!listener) return undefined;
    const { address, port } = listener.local;
    return boundElsewhere(facts, listener, {
      summary: `${holderWords(facts, listener)} listens on ${at(address, port)}, which is IPv4 only; ${at(question.address, port)} is IPv6.`,
      says: `${unmapped(address)}, IPv4 only`,
      wanted: '::',
    });
  },
});
