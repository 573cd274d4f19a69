import { defineRule } from '../rule.js';
import { entering } from './entering.js';
import { findIn, inward, judge, onTheWayThrough, WALK_FACTS } from './judged.js';

/** Found where this machine's rules surely reject the client's packets on the way in: a closed port to the client, or no route. */
export const rule = defineRule({
  code: 'firewall/reject',
  needs: ['interfaces'],
  mayUse: WALK_FACTS,
  gate: true,
  explainedBy: ['interface/down', 'interface/no-carrier'],
  check(seen, question) {
    if (!question.local) return undefined;
    return findIn(
      judge(seen, question),
      inward,
      (stop, walk) => stop.verdict === 'reject' && stop.reason === 'rule' && !onTheWayThrough(stop, walk),
      (judged, leg, stop) => entering(judged, leg, stop, question),
    );
  },
});
