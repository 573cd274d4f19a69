import { defineRule } from '../rule.js';
import { entering } from './entering.js';
import { findIn, inward, judge, onTheWayThrough, WALK_FACTS } from './judged.js';

/** Found where this machine's rules surely drop the client's packets on the way in; they are quoted. */
export const rule = defineRule({
  code: 'firewall/drop',
  needs: ['interfaces'],
  mayUse: WALK_FACTS,
  gate: true,
  explainedBy: ['interface/down', 'interface/no-carrier'],
  check(seen, question) {
    if (!question.local) return undefined;
    return findIn(
      judge(seen, question),
      inward,
      (stop, walk) => stop.verdict === 'drop' && stop.reason === 'rule' && !onTheWayThrough(stop, walk),
      (judged, leg, stop) => entering(judged, leg, stop, question),
    );
  },
});
