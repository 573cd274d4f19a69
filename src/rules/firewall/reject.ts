import type { Question } from '../../net/question.js';
import { defineRule, type Finding } from '../rule.js';
import { stopsTypist } from './by-sudo.js';
import { refusedByRule } from './counted.js';
import { stoppedBy } from './inside.js';
import { judge, seldomStopped, WALK_FACTS, type WalkSeen } from './judged.js';
import { stoppedLookup } from './name-servers.js';
import { onward } from './onward.js';
import { stoppedCarrier } from './overlay-carrier.js';
import { byOwnWord, unlessRead } from './own-word.js';
import { passiveStopped } from './passive.js';

/** Found where this machine's rules surely reject the client's packets on the way in: a closed port to the client, or no route. */
export const rule = defineRule({
  code: 'firewall/reject',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, 'names', 'namespaces', 'owners', 'processes', 'containers', 'configuration'],
  gate: true,
  through: true,
  check(seen, question) {
    const found = stoppedBy('reject', seen, question) ?? stoppedCarrier('reject', seen, question);
    if (!found && question.local)
      return (
        stoppedLookup('reject', seen, question) ??
        passiveStopped('reject', seen, question) ??
        onward(seen, question, (there, each) => stoppedBy('reject', there, each)) ??
        stopsTypist(seen, question, 'reject') ??
        seldomRejected(seen, question)
      );
    if (!found || !('unchecked' in found) || !question.local) return found;
    const proof = byOwnWord(seen, question) ?? refusedByRule(seen, question);
    return unlessRead(proof, seen.firewall, found) ?? found;
  },
});

/** A rule that few packets meet, and this machine itself says that one did. */
function seldomRejected(seen: WalkSeen, question: Question): Finding | undefined {
  const proof = byOwnWord(seen, question);
  const doubt = proof && seldomStopped(judge(seen, question));
  return doubt && unlessRead(proof, seen.firewall, doubt);
}
