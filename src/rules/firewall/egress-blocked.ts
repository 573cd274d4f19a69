import { valueIn } from '../../facts/fact.js';
import { serverQuestions } from '../../facts/names/server-questions.js';
import type { Leg, Stop } from '../../firewall/leg.js';
import type { Question } from '../question.js';
import { defineRule, type Finding } from '../rule.js';
import { findIn, inward, type Judged, judge, WALK_FACTS, type WalkSeen } from './judged.js';
import { repair } from './repair.js';
import { asked, evidenceOf, outcomeOf, stopSentence } from './words.js';

/** Found where this machine's own rules stop its connection to another machine. */
export const rule = defineRule({
  code: 'firewall/egress-blocked',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, 'names'],
  explainedBy: ['route/no-route', 'route/blackhole', 'interface/down'],
  check(seen, question) {
    if (question.vantage.kind !== 'self') return undefined;
    if (!question.local) return stopping(seen, question);
    // A name that nobody was heard about: the way to its servers is this machine's as well.
    const names = valueIn(seen.names);
    const servers = names ? serverQuestions(names, question, seen.interfaces) : [];
    const found = servers.filter(each => !each.local).map(each => stopping(seen, each));
    return (
      found.find(each => each !== undefined && 'severity' in each) ?? found.find(each => each !== undefined)
    );
  },
});

const stopping = (seen: WalkSeen, question: Question) =>
  findIn(
    judge(seen, question),
    inward,
    stop => stop.reason === 'rule',
    (judged, leg, stop) => blocked(judged, leg, stop, question),
  );

function blocked({ facts, walk }: Judged, leg: Leg, stop: Stop, question: Question): Finding {
  const what = `this machine's own connections to ${asked(question)}`;
  return {
    severity: 'error',
    summary: `${stopSentence(stop, what, facts.firewall.owners.ufw && /^ufw6?-/.test(stop.quote?.chain ?? ''))}; they never leave, so nothing is wrong with the other machine as far as can be seen.`,
    says: `blocks the way out to ${asked(question)}`,
    outcome: outcomeOf(walk, leg),
    evidence: evidenceOf(stop),
    fixes: repair(facts, question, 'request'),
  };
}
