import type { Stop } from '../../firewall/leg.js';
import { sayQuote } from '../../firewall/quote.js';
import type { Doubt } from '../../firewall/verdict.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule, type Finding } from '../rule.js';
import { isGenerous, isJudged, judge, WALK_FACTS, type WalkSeen } from './judged.js';
import { hasOthers, limitReached, takenFrom } from './limit-reached.js';
import { repair } from './repair.js';
import { asked, evidenceOf, whom } from './words.js';

const isLimit = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'limit' || kind === 'count' || kind === 'quota';

const MINUTES: Readonly<Record<string, number>> = { hour: 60, day: 1440, week: 10_080 };

/** One account for all, to which less than one connection a minute is added: whoever finds it empty is kept out for long. */
function isSlow({ kind, shared, says }: Doubt): boolean {
  const [, amount, unit = ''] = (kind === 'limit' && shared && / (\d+)\/(\w+)$/.exec(says)) || [];
  return Number(amount) < (MINUTES[unit] ?? 0);
}

/** The client's own account is such a one, small, and was drawn on. */
const isBegun = ({ begun, bucket }: Doubt): boolean =>
  begun === true && bucket !== undefined && bucket.perSecond < 1 / 60 && bucket.burst <= 5;

/**
 * Found where the first connections get through and a limit stops those after them. Where nothing shows that it is
 * reached it is a warning, because the rules do not tell; a generous one is a note.
 */
export const rule = defineRule({
  code: 'firewall/rate-limited',
  needs: ['interfaces'],
  mayUse: WALK_FACTS,
  explainedBy: ['firewall/drop', 'firewall/reject'],
  through: true,
  check(seen, question) {
    const judged = judge(seen, question);
    if (!isJudged(judged)) return judged === undefined ? undefined : judged;
    const { walk } = judged;
    const leg = [walk, walk.reply, walk.follow].find(
      each => each.verdict === 'maybe' && each.usually === 'pass' && each.stop?.doubts.some(isLimit),
    );
    if (!leg?.stop) return undefined;
    const fixes = repair(judged.facts, question, leg === walk.reply ? 'reply' : 'request', true);
    return exhausted(seen, leg.stop, question, fixes) ?? limited(seen, leg.stop, question, fixes);
  },
});

/** A limit that is seen to be reached stops the client; where it is one of several, the others get through. */
function exhausted(
  seen: WalkSeen,
  stop: Stop,
  question: Question,
  fixes: readonly Fix[],
): Finding | undefined {
  const reached = limitReached(seen, stop, question);
  if (!reached) return undefined;
  const does = stop.verdict === 'reject' ? 'rejects' : 'drops';
  return {
    severity: reached.others ? 'warning' : 'error',
    summary: `${reached.summary}: it ${does} what goes beyond, by ${stop.quote ? sayQuote(stop.quote) : 'a rule'}.`,
    says: reached.says,
    outcome: reached.others ? 'ok' : stop.verdict === 'reject' && stop.heard ? 'refused' : 'timeout',
    evidence: [...evidenceOf(stop), reached.evidence],
    // The steps come first, so that they can be joined with those that another client needs.
    fixes: [...fixes, reached.fix],
  };
}

function limited(seen: WalkSeen, stop: Stop, question: Question, fixes: readonly Fix[]): Finding {
  const doubts = stop.doubts.filter(isLimit);
  const limits = [...new Set(doubts.map(({ says }) => says))];
  const slow = question.vantage.kind !== 'self' && doubts.some(isSlow);
  const begun = question.vantage.kind !== 'self' && doubts.some(isBegun) && !hasOthers(seen, question);
  const spent = doubts.map(each => takenFrom(seen, each, question)).find(each => each?.most);
  const unclear = slow
    ? ' All clients share it, it comes back slowly, and how much of it is left cannot be told from here.'
    : spent
      ? ` ${spent.connections} connections of ${spent.who} in the last minute took most of it at least, and whether anything is left cannot be told from here.`
      : begun
        ? ` ${question.vantage.source} has come before, what that took comes back slowly, and how much is left cannot be told from here.`
        : '';
  const does = stop.verdict === 'reject' ? 'rejects' : 'drops';
  const rule = stop.quote ? sayQuote(stop.quote) : 'a rule';
  return {
    severity: limits.every(isGenerous) ? 'note' : 'warning',
    summary: `The firewall limits how often ${whom(question)} may connect to ${asked(question)} (${limits.join(', ')}): it ${does} what goes beyond, by ${rule}.${unclear}`,
    says: 'limits how often one may connect',
    outcome: unclear ? 'unknown' : 'ok',
    evidence: evidenceOf(stop),
    fixes,
  };
}
