import { listIn, valueIn } from '../../facts/fact.js';
import { idleOn } from '../port/absent.js';
import { meantBy } from '../process/meant.js';
import { defineRule } from '../rule.js';
import { named } from '../serving.js';
import { keepingMayUse, keepingNeeds, serverOf } from './keeping.js';
import { stoppedByTerminal, withoutTerminal } from './without-terminal.js';

const did: Readonly<Record<string, string>> = { TTIN: 'read from', TTOU: 'set up or write to' };

/** The kernel stopped the server because it used its terminal from a background process group (SIGTTIN, SIGTTOU). */
export const rule = defineRule({
  code: 'background/needs-terminal',
  needs: keepingNeeds,
  mayUse: [...keepingMayUse, 'listeners', 'subject'],
  check(facts, question) {
    const { processes, owners, listeners } = facts;
    const subject = valueIn(facts.subject);
    // It may have come to its question before it listens.
    const meant =
      subject &&
      idleOn(facts.sockets, question) &&
      meantBy({ processes, owners, listeners: listIn(listeners), subject }, question);
    const process = serverOf(facts, question) ?? meant;
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
