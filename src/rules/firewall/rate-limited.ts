import { valueIn } from '../../facts/fact.js';
import type { Leg, Stop } from '../../firewall/leg.js';
import { sayQuote } from '../../firewall/quote.js';
import type { Doubt } from '../../firewall/verdict.js';
import { unmapped } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import { defineRule, type Finding } from '../rule.js';
import { isJudged, type Judged, judge, WALK_FACTS, type WalkSeen } from './judged.js';
import { repair } from './repair.js';
import { asked, evidenceOf, whom } from './words.js';

const isLimit = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'limit' || kind === 'count' || kind === 'quota';

/** A limit that an ordinary client will not meet: several connections a second, or hundreds at a time. */
const isGenerous = (says: string): boolean => {
  const [, amount, unit] = / (\d+)(?:\/(\w+))?/.exec(says) ?? [];
  if (amount === undefined) return false;
  return unit === undefined ? Number(amount) >= 50 : unit.startsWith('s') && Number(amount) >= 5;
};

/**
 * Found where the first connections get through and a limit stops those after them. It is a warning, because whether
 * the limit is reached cannot be told from the rules; a generous one is a note.
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
    return leg?.stop
      ? (exhausted(seen, leg.stop, question) ?? limited(judged, leg, leg.stop, question))
      : undefined;
  },
});

/** Connections at once that a rule allows, as the doubt about it says. */
const allowed = ({ kind, says }: Doubt): number =>
  kind === 'count' ? Number(/\bct count over (\d+)/.exec(says)?.[1] ?? Number.NaN) : Number.NaN;

/** The client that is asked about has as many connections open as it may. How often somebody came before, no table tells. */
function exhausted({ sockets }: WalkSeen, stop: Stop, question: Question): Finding | undefined {
  const { kind, source } = question.vantage;
  const most = stop.doubts.length === 1 ? allowed(stop.doubts[0]!) : Number.NaN;
  const held = (valueIn(sockets) ?? []).filter(
    ({ state, local, remote }) =>
      state === 'established' && local.port === question.port && unmapped(remote.address) === source,
  ).length;
  if (kind !== 'address' || Number.isNaN(most) || held < most) return undefined;
  const does = stop.verdict === 'reject' ? 'rejects' : 'drops';
  return {
    severity: 'error',
    summary: `${whom(question)} has ${held} connections to port ${question.port} open, and the firewall allows ${most}: it ${does} what goes beyond, by ${stop.quote ? sayQuote(stop.quote) : 'a rule'}.`,
    says: `${held} of ${most} connections are open`,
    outcome: stop.verdict === 'reject' && stop.heard ? 'refused' : 'timeout',
    evidence: [
      ...evidenceOf(stop),
      {
        fact: 'sockets',
        says: `${held} established connections of ${source} to port ${question.port}`,
        source: 'sock_diag or /proc/net',
      },
    ],
    fixes: [
      {
        title: 'Close connections that are not needed, or raise the limit',
        text: `They are listed by:\n  ss -tn src :${question.port} dst ${source}\nThe limit is in the rule.`,
        needsRoot: true,
      },
    ],
  };
}

function limited(judged: Judged, leg: Leg, stop: Stop, question: Question): Finding {
  const limits = [...new Set(stop.doubts.filter(isLimit).map(doubt => doubt.says))];
  const does = stop.verdict === 'reject' ? 'rejects' : 'drops';
  const rule = stop.quote ? sayQuote(stop.quote) : 'a rule';
  const direction = leg === judged.walk.reply ? 'reply' : 'request';
  return {
    severity: limits.every(isGenerous) ? 'note' : 'warning',
    summary: `The firewall limits how often ${whom(question)} may connect to ${asked(question)} (${limits.join(', ')}): it ${does} what goes beyond, by ${rule}.`,
    says: 'limits how often one may connect',
    outcome: 'ok',
    evidence: evidenceOf(stop),
    fixes: repair(judged.facts, question, direction, true),
  };
}
