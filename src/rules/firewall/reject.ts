import { defineRule } from '../rule.js';
import { stoppedBy } from './inside.js';
import { WALK_FACTS } from './judged.js';
import { byOwnWord } from './own-word.js';

/** Found where this machine's rules surely reject the client's packets on the way in: a closed port to the client, or no route. */
export const rule = defineRule({
  code: 'firewall/reject',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, 'namespaces'],
  gate: true,
  check(seen, question) {
    const found = stoppedBy('reject', seen, question);
    return (found && 'unchecked' in found && question.local && byOwnWord(seen, question)) || found;
  },
});
