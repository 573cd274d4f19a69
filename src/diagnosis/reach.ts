import { layerOf } from '../causes.js';
import { locationOf } from '../facts/probes/redirects.js';
import type { Conversation, Probe } from '../facts/probes/types.js';
import { isBetweenOthers, type Question } from '../net/question.js';
import { quoted } from '../programs/shell.js';
import { inWords } from '../rules/http/speaks.js';
import { fateOf } from '../rules/probe.js';
import type { Outcome } from '../rules/rule.js';
import { isAnswer } from '../rules/silence.js';
import { asksUrl } from '../rules/talk.js';
import type { Found, Reach } from './types.js';
import { whyUntried } from './untried.js';

/** This machine's own attempt: whether nothing was said on it, and whether nobody can tell why. */
interface Attempt extends Probe {
  readonly silent: boolean;
  readonly doubtful: boolean;
}

/** The first question that was answered, or else the first: one that was guessed by the port's number may be taken in silence. */
const firstWords = ({ conversations }: Probe): Conversation | undefined =>
  conversations.find(({ outcome }) => outcome !== 'silent') ?? conversations[0];

/** What this machine's own attempt came to; one that could not be made came to nothing. */
function attempted(
  own: Attempt,
  blocker: Found | undefined,
  question: Question,
): Pick<Reach, 'outcome' | 'by' | 'ms' | 'says'> {
  const untried = whyUntried(own);
  if (untried) return { outcome: blocker?.finding.outcome ?? 'unknown', by: 'derived', says: untried };
  const outcome = outcomeOf(own, blocker, question);
  // Silence that is no error in itself may be how the protocol begins: the connection is all that was had.
  const mute = own.silent && (outcome === 'ok' || outcome === 'unknown');
  const says = mute ? 'silent, takes the connection' : saysOf(heard(own, outcome, blocker), question);
  const ms = Math.round(((mute ? undefined : firstWords(own)?.ms) ?? own.ms) * 10) / 10;
  return { outcome, by: 'probe', ms, ...(says ? { says } : {}) };
}

/** What a question's outcome is told by, besides the findings. */
export interface Tried {
  /** This machine's own attempt, where the question is its own. */
  readonly own: Attempt | undefined;
  /** An attempt from here, which tells something of other clients too. */
  readonly probe: Probe | undefined;
  /** What could not be looked at may still be in the way. */
  readonly open: boolean;
  /** That client has a connection that tells. */
  readonly seen: boolean;
}

/** What becomes of the connection that a question is about: as it was tried, or as it follows from what was found. */
export function reachOf(
  question: Question,
  found: readonly Found[],
  { own, probe, open, seen }: Tried,
): Reach {
  const { vantage, address, port } = question;
  const base = {
    from: vantage.label,
    address,
    port,
    ...(vantage.network ? { network: vantage.network } : {}),
    ...(vantage.input ? { interface: vantage.input } : {}),
  };
  if (isBetweenOthers(question)) return { ...base, outcome: 'unknown', by: 'derived' };
  const errors = found.filter(each => each.finding.severity === 'error');
  if (own) return byLuck({ ...base, ...attempted(own, errors[0], question) }, errors[0]);
  // What keeps a connection from being made is met before whatever would become of it.
  const blocker = errors.find(each => unmade.has(each.finding.outcome)) ?? errors[0];
  if (blocker) return byLuck({ ...base, outcome: blocker.finding.outcome, by: 'derived' }, blocker);
  if (seen) return { ...base, outcome: 'ok', by: 'seen' };
  const failed = probe !== undefined && probe.outcome !== 'connected';
  const unproven =
    open ||
    (probe !== undefined && unanswered(probe, question)) ||
    failed ||
    (vantage.kind === 'self' && !probe);
  const why = failed && !open && { says: attemptSaid(probe) };
  return { ...base, outcome: unproven ? 'unknown' : 'ok', by: 'derived', ...why };
}

/** What luck decides gets through as it was tried, or as it follows, and not the next time. */
const byLuck = (reach: Reach, blocker: Found | undefined): Reach =>
  blocker?.finding.byLuck && reach.outcome === 'ok'
    ? { ...reach, says: `not every time${reach.says ? `: ${reach.says}` : ''}` }
    : reach;

const unmade: ReadonlySet<Outcome> = new Set(['refused', 'timeout', 'unreachable']);

/** Why others are not said to get through where nothing is known to stop them. */
const attemptSaid = ({ outcome }: Probe): string =>
  `an attempt from here ${outcome === 'timeout' ? 'got no answer' : outcome === 'refused' ? 'was refused' : 'failed'}`;

/** Where the request that was asked for went wrong, the answers to other ones, or to who goes another way, say nothing. */
function heard(probe: Probe, outcome: Outcome, blocker: Found | undefined): Probe {
  if (outcome !== 'http-error') return probe;
  const beside = blocker !== undefined && layerOf(blocker.code) === 'client';
  const kept = probe.conversations.filter(
    each => !beside && (each.http === null || /^(asked|redirect|websocket)$/.test(each.reason)),
  );
  return { ...probe, conversations: kept };
}

/** What was answered where the redirects ended, or else to the first question that had an answer, in a few words. */
function saysOf({ conversations, protocol, outcome }: Probe, question: Question): string {
  const end = conversations.findLast(({ reason }) => reason === 'redirect') ?? switchedIn(conversations);
  // Whoever typed no scheme has to be told which one it takes.
  const bare = !asksUrl(question);
  const inTls = bare && conversations.find(({ reason, http }) => reason === 'tls-proof' && http);
  const said =
    (inTls || end) ??
    conversations.find(
      each =>
        (each.http ?? each.banner ?? each.protocol) &&
        (each.outcome !== 'answered' || isAnswer(each)) &&
        // Its complaint about what no server understands is no answer to anybody else.
        !(each.http && each.reason === 'malformed'),
    );
  if (said?.http) {
    const secure = bare && said !== end && said.asked === 'https';
    return `${said.http.status} ${said.http.reason}`.trim() + (secure ? ' in HTTPS' : '');
  }
  // A redirect to somebody who was not asked about.
  const left = end?.outcome === 'failed' && end.errno === null && conversations.findLast(({ http }) => http);
  const location = left ? locationOf(left) : null;
  if (left && location)
    return `${left.http?.status}, a redirect to ${location.href}, which was not asked (netcheck why ${quoted(location.href)})`;
  if (said) return said.protocol === 'http' ? (said.banner ?? 'http') : inWords(said.protocol, said.banner);
  const silent =
    protocol === 'udp' &&
    (outcome === 'connected' || outcome === 'timeout') &&
    !conversations.some(each => each.outcome === 'answered');
  return silent ? 'silent, as UDP servers are to strangers' : '';
}

/** Silent to strangers, and not to who is of its own pages. */
const switchedIn = (conversations: readonly Conversation[]): Conversation | undefined =>
  conversations.find(each => each.reason === 'websocket' && isAnswer(each));

/** A URL was asked for, and no HTTP came back: whatever the reason, that request was not answered. */
function unanswered({ conversations }: Probe, question: Question): boolean {
  const end =
    conversations.findLast(({ reason }) => reason === 'redirect') ??
    switchedIn(conversations) ??
    conversations[0];
  return end?.reason === 'asked' && end.http === null && asksUrl(question);
}

function outcomeOf(probe: Attempt, blocker: Found | undefined, question: Question): Outcome {
  // Over UDP, silence decides nothing.
  if (probe.protocol === 'udp' && probe.outcome === 'timeout' && !blocker) return 'unknown';
  if (probe.outcome !== 'connected') return fateOf(probe);
  const lucky = blocker?.finding.byLuck && probe.conversations.some(isAnswer);
  if (blocker && !lucky) return blocker.finding.outcome;
  if (unanswered(probe, question)) return 'no-answer';
  return probe.doubtful ? 'unknown' : 'ok';
}
