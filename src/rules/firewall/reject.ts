import type { Stop } from '../../firewall/leg.js';
import type { Walk } from '../../firewall/walk.js';
import { defineRule } from '../rule.js';
import { entering } from './entering.js';
import { enteringInside, inside } from './inside.js';
import { findIn, inward, judge, onTheWayThrough, WALK_FACTS } from './judged.js';

const isMine = (stop: Stop, walk: Walk): boolean =>
  stop.verdict === 'reject' && stop.reason === 'rule' && !onTheWayThrough(stop, walk);

/** Found where this machine's rules surely reject the client's packets on the way in: a closed port to the client, or no route. */
export const rule = defineRule({
  code: 'firewall/reject',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, 'namespaces'],
  gate: true,
  explainedBy: ['interface/down', 'interface/no-carrier'],
  check(seen, question) {
    if (question.address === '') return undefined;
    const found = findIn(
      question.local ? judge(seen, question) : undefined,
      inward,
      isMine,
      (judged, leg, stop) => entering(judged, leg, stop, question),
    );
    return found && 'severity' in found ? found : (enteringInside(inside(seen, question), isMine) ?? found);
  },
});
