import { unmapped } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import {
  addressMayUse,
  addressNeeds,
  asksBeyondLoopback,
  boundElsewhere,
  holderWords,
  missedBy,
} from './address.js';

/** Every listener of the port is on 127.0.0.0/8 or ::1, and it is asked for by another address. */
export const rule = defineRule({
  code: 'bind/loopback-only',
  needs: addressNeeds,
  mayUse: addressMayUse,
  explainedBy: ['namespace/published-loopback-only', 'bind/config-not-in-effect'],
  check(facts, question) {
    const missed = missedBy(facts, question);
    const listener = missed.find(each => each.family === question.family) ?? missed[0];
    if (!listener || !asksBeyondLoopback(question)) return undefined;
    // Where the family that was asked for has listeners, they are the ones that were meant.
    const meant = missed.filter(each => each.family === listener.family);
    if (!meant.every(each => isLoopback(each.local.address))) return undefined;
    const { address, port } = listener.local;
    return boundElsewhere(facts, listener, {
      summary: `${holderWords(facts, listener)} listens on ${at(address, port)}, and only programs on this machine reach a loopback address.`,
      says: `${unmapped(address)} only`,
      wanted: question.family === 6 ? '::' : '0.0.0.0',
    });
  },
});
