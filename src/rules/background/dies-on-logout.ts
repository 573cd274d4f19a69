import { backgroundOf } from '../../programs/supervision/background.js';
import { survivalFixes } from '../../programs/supervision/survive.js';
import { defineRule } from '../rule.js';
import { named } from '../serving.js';
import { keepingMayUse, keepingNeeds, keepingOf, serverOf, situationKept } from './keeping.js';

/** The server gets SIGHUP when its terminal closes and does not handle it, or logind kills what a session leaves. */
export const rule = defineRule({
  code: 'background/dies-on-logout',
  needs: keepingNeeds,
  mayUse: keepingMayUse,
  // What a server has left is to be ended, and not kept.
  explainedBy: ['port/held-by-child'],
  check(facts, question) {
    const process = serverOf(facts, question);
    if (!process) return undefined;
    const background = backgroundOf(process, keepingOf(facts));
    if (background.survivesLogout !== false) return undefined;
    const who = named(process, facts.processes);
    return {
      severity: 'warning',
      summary: `${who} ends when its terminal closes or you log out: ${background.why}.`,
      says: background.says,
      evidence: [
        {
          fact: 'processes',
          says: `${who}: ${background.why}`,
          source: `/proc/${process.pid}/stat, /proc/${process.pid}/status`,
        },
      ],
      fixes: survivalFixes(situationKept(facts, process), background),
      outcome: 'ok',
    };
  },
});
