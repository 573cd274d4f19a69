import { defineRule } from '../rule.js';
import { named } from '../serving.js';
import { keepingMayUse, keepingNeeds, serverOf } from './keeping.js';
import { stoppedByTerminal, withoutTerminal } from './without-terminal.js';

const did: Readonly<Record<string, string>> = { TTIN: 'read from', TTOU: 'set up or write to' };

/** The kernel stopped the server because it used its terminal from a background process group (SIGTTIN, SIGTTOU). */
export const rule = defineRule({
  code: 'background/needs-terminal',
  needs: keepingNeeds,
  mayUse: keepingMayUse,
  check(facts, question) {
    const process = serverOf(facts, question);
    const action = process && did[stoppedByTerminal(process) ?? ''];
    if (!action) return undefined;
    const who = named(process, facts.processes);
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
      fixes: [withoutTerminal(facts, process)],
      outcome: 'timeout',
    };
  },
});
