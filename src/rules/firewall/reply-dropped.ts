import type { Stop } from '../../firewall/leg.js';
import type { Walk } from '../../firewall/walk.js';
import { comesHere, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule, type Finding, type Unchecked } from '../rule.js';
import { answersVanish } from './counted.js';
import { deadQueue } from './dead-queue.js';
import { foundBehind } from './inside.js';
import { byPolicy } from './ipsec.js';
import {
  findIn,
  isJudged,
  type Judged,
  judge,
  onTheWayThrough,
  WALK_FACTS,
  type WalkSeen,
} from './judged.js';
import { cutsLongOnes } from './long-ones.js';
import { dropsAnswers, losesAnswers } from './lost-answers.js';
import { handshakeLost } from './lost-handshake.js';
import { sameSwitch } from './main-switch.js';
import { onTheWayToServers } from './name-servers.js';
import { onward } from './onward.js';
import { unlessRead } from './own-word.js';
import { PROXY_FACTS } from './proxied.js';
import { repair } from './repair.js';
import { unread } from './unread.js';
import { asked, evidenceOf, stopSentence, whom } from './words.js';

/** Found where the request passes the rules and its answer does not: on output here, or on input for a remote target. */
export const rule = defineRule({
  code: 'firewall/reply-dropped',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, ...PROXY_FACTS, 'names', 'resampled'],
  gate: true,
  through: true,
  check(seen, question) {
    const own = losesAnswers(seen, question);
    if (own) return own;
    const outer = stoppedReply(seen, question);
    if (outer && 'severity' in outer) return outer;
    const found = foundBehind(seen, question, answersInside) ?? outer;
    const lookup = onTheWayToServers(seen, question, server => stoppedReply(seen, server));
    if (lookup) return lookup;
    const { kind, input } = question.vantage;
    if (found && 'unchecked' in found && !comesHere(question))
      return unlessRead(answersVanish(seen, question), seen.firewall, found) ?? found;
    if (found && 'unchecked' in found && kind === 'self')
      return unlessRead(handshakeLost(seen, question), seen.firewall, found) ?? found;
    if (kind === 'self' || !question.local || (found && 'severity' in found)) return found;
    const answers = `the answers of ${asked(question)} to ${whom(question)}`;
    return (
      deadQueue(seen.interfaces, input, answers) ??
      found ??
      byPolicy(seen.firewall, 'answer', question) ??
      unread(seen.interfaces, input, 'egress') ??
      onward(seen, question, stoppedReply) ??
      cutsLongOnes(seen, 'answers', question)
    );
  },
});

/** What the rules stop of the answers. */
function stoppedReply(seen: WalkSeen, question: Question): Finding | Unchecked | undefined {
  return repliesOf(judge(seen, question), question);
}

/** The same of a walk that was made. */
function repliesOf(judged: ReturnType<typeof judge>, question: Question): Finding | Unchecked | undefined {
  // Of this machine's own connection to itself the sockets tell what became of the answer.
  const proven = question.local && question.vantage.kind === 'self';
  // Who turns the switch that stops the request has let the answers through too.
  const alike = (stop: Stop, walk: Walk) =>
    isJudged(judged) && sameSwitch(judged.facts.firewall, walk.stop, stop);
  return findIn(
    judged,
    walk => (proven || walk.reply.verdict !== 'pass' ? [walk.reply] : [walk.answer]),
    (stop, walk) => stop.reason === 'rule' && !onTheWayThrough(stop, walk) && !alike(stop, walk),
    (judged, leg, stop) =>
      leg === judged.walk.reply
        ? lost(judged, stop, question)
        : dropsAnswers(judged, stop, question, undefined),
  );
}

/** In a namespace whose own address asks, answers and requests are one. */
const answersInside = (judged: ReturnType<typeof judge>, asked: Question): Finding | Unchecked | undefined =>
  asked.vantage.source === asked.address ? undefined : repliesOf(judged, asked);

/** What to look for where no single rule would let the answers through. */
const byHand: Fix = {
  title: 'Let the answers through at that place',
  text: 'Where rules leave these packets untracked (notrack), or give one direction a zone of its own (ct zone set), answers belong to no established connection: take that away, or accept them by their port.',
  needsRoot: true,
};

function lost({ facts }: Judged, stop: Stop, question: Question): Finding {
  const mended = repair(facts, question, 'reply');
  const what = comesHere(question)
    ? `the answers of ${asked(question)} to ${whom(question)}`
    : `the answers of ${asked(question)} as they come in`;
  return {
    severity: 'error',
    summary: `${stopSentence(stop, what, false)}; the request arrives and the client never hears of it.`,
    says: `${stop.verdict === 'reject' ? 'rejects' : 'drops'} the replies`,
    outcome: 'timeout',
    evidence: evidenceOf(stop),
    fixes: mended.length > 0 ? mended : [byHand],
  };
}
