import { masterOf } from '../../programs/family.js';
import { restartFix } from '../../programs/fixes.js';
import { defineRule } from '../rule.js';
import { named } from '../serving.js';
import { keepingMayUse, keepingNeeds, serverOf, situationOf } from './keeping.js';

const did: Readonly<Record<string, string>> = { TTIN: 'read from', TTOU: 'set up or write to' };

/** The kernel stopped the server because it used its terminal from a background process group (SIGTTIN, SIGTTOU). */
export const rule = defineRule({
  code: 'background/needs-terminal',
  needs: keepingNeeds,
  mayUse: keepingMayUse,
  check(facts, question) {
    const process = serverOf(facts, question);
    if (process?.state !== 'T' || process.terminal === null) return undefined;
    const action = did[process.stoppedBy ?? ''];
    if (!action) return undefined;
    const who = named(process, facts.processes);
    const input = process.stoppedBy === 'TTIN' ? { ...process, input: '/dev/null' } : process;
    const situation = situationOf(facts, masterOf(process, facts.processes));
    const again = situation.process.pid === process.pid ? { ...situation, process: input } : situation;
    return {
      severity: 'warning',
      summary: `${who} was stopped by SIG${process.stoppedBy}: it wanted to ${action} ${process.terminal} from the background. Continued with bg, it would be stopped again.`,
      says: 'wants the terminal',
      evidence: [
        {
          fact: 'processes',
          says: `stopped by SIG${process.stoppedBy}, in a background job of ${process.terminal}`,
          source: "the shell's job table",
        },
      ],
      fixes: [restartFix(again, 'Start it again with its input from /dev/null')],
      outcome: 'timeout',
    };
  },
});
