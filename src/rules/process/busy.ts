import { valueIn } from '../../facts/fact.js';
import { askedHere } from '../name/server-here.js';
import { defineRule } from '../rule.js';
import { named } from '../serving.js';
import { silenceOf, speaksHttp } from '../silence.js';
import { asksUrl, talkOf } from '../talk.js';
import { isStarved, lookInto } from './hung-words.js';
import { occupied } from './occupied.js';
import { dealing, servingOf } from './servers.js';

/** A thread that uses more of a processor than this does nothing else. */
const burning = 0.85;

/** It takes connections and gives no answer while a thread burns a whole processor. */
export const rule = defineRule({
  code: 'process/busy',
  needs: ['sockets', 'owners', 'processes', 'probes'],
  mayUse: ['pm2'],
  explainedBy: ['process/stopped', 'process/fd-limit', 'http/bad-gateway'],
  check({ sockets, owners, processes, probes, pm2 }, asked) {
    const talk = talkOf(probes, asked);
    const other = talk && occupied(talk);
    if (other) return other;
    const question = askedHere(probes, sockets, asked);
    const holding = servingOf(sockets, owners, processes, question);
    const silence = silenceOf(probes, question);
    if (!holding || !silence) return undefined;
    const serving = dealing(holding, processes, valueIn(pm2) ?? []);
    const byTurns = serving.workers !== holding.workers;
    // Who wants a processor and is kept from it by a quota burns none.
    const busy = serving.workers.filter(each => (each.busiestThread ?? 0) >= burning && !isStarved(each));
    const first = busy[0];
    // To one that is busy connections are dealt all the same; what the others keep silent to is no request of their protocol.
    const owed = byTurns && (asksUrl(question) || (talk && speaksHttp(talk)));
    if (!first || (busy.length < serving.workers.length && !owed)) return undefined;
    // One thread uses one processor at most; the two clocks of the sample do not tick together.
    const use = Math.min(100, Math.round((first.busiestThread ?? 0) * 100));
    return {
      severity: 'error',
      ...(busy.length < serving.workers.length && { byLuck: true }),
      summary: `${named(first, processes)} takes connections and answers none: one of its threads uses ${use} % of a processor and does not come back to them.`,
      says: `${use} % of a processor`,
      evidence: [
        {
          fact: 'processes',
          says: `busiest thread of pid ${first.pid}: ${use} % of a processor while it was looked at`,
          source: `/proc/${first.pid}/task/*/stat`,
        },
        {
          fact: 'probes',
          says: `connected, no byte in ${Math.round(silence.ms)} ms`,
          source: 'a request from here',
        },
      ],
      fixes: [
        {
          title: 'See what it computes, then restart it',
          text: lookInto(first, 'perf top'),
          needsRoot: false,
        },
      ],
      outcome: 'no-answer',
    };
  },
});
