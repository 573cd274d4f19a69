import { type CauseCode, layerOf, layers, waysIn } from '../causes.js';
import { locationOf } from '../facts/probes/redirects.js';
import type { Conversation, Probe } from '../facts/probes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import { isBetweenOthers, type Question } from '../net/question.js';
import { inWords } from '../rules/http/speaks.js';
import { fateOf } from '../rules/probe.js';
import type { Finding, Outcome } from '../rules/rule.js';
import { isAnswer, isMute } from '../rules/silence.js';
import { asksUrl } from '../rules/talk.js';
import { seenFrom } from './seen.js';
import type { Judgement, Reach } from './types.js';
import { whyUntried } from './untried.js';

/** What a rule found, with the root causes that would make it a mere consequence. */
export interface Found {
  readonly code: CauseCode;
  readonly finding: Finding;
  /** Causes of which it is a mere consequence where they stand. */
  readonly explainedBy: readonly CauseCode[];
}

/** One question with what is left of its findings once consequences and contradictions are taken away. */
export interface Settled {
  readonly question: Question;
  readonly found: readonly Found[];
  readonly explained: readonly { readonly code: CauseCode; readonly by: CauseCode }[];
  readonly reach: Reach;
  /** It fails and no rule says why. */
  readonly unexplained: boolean;
}

const depth = (code: CauseCode) => layers.indexOf(layerOf(code));

/** Sorts by the order in which a connection meets the layers. */
export const byDepth = (a: { readonly code: CauseCode }, b: { readonly code: CauseCode }) =>
  depth(a.code) - depth(b.code);

/**
 * Settles one question from what the rules said of it and what was tried. Where a rule leads its packets elsewhere than
 * this machine's own (`apart`), its attempt tells nothing about it. `proven` are connections of other machines on which data passed.
 */
export function settle(
  question: Question,
  judgements: readonly Judgement[],
  probes: readonly Probe[],
  proven: readonly Socket[],
  apart = false,
): Settled {
  const probe = probes.find(
    each =>
      each.address === (question.target.socketPath ?? question.address) &&
      each.port === question.port &&
      each.protocol === question.protocol,
  );
  const own = question.vantage.kind === 'self' ? probe : undefined;
  const all = judgements.flatMap(each =>
    each.result.kind === 'found' ? [{ ...each, finding: each.result.finding }] : [],
  );
  const believable = all.filter(each => !contradicted(each, own)).sort(byDepth);
  const explained = consequencesIn(believable);
  const found = believable
    .filter(each => !explained.some(one => one.code === each.code))
    .map(({ code, finding, explainedBy }) => ({ code, finding, explainedBy }));
  const open = judgements.some(each => each.gate && each.result.kind === 'unchecked');
  const silent = isMute(probes, question);
  const doubtful = silent && judgements.some(isUndecided);
  const reach = reachOf(
    question,
    found,
    own && { ...own, silent, doubtful },
    apart ? undefined : probe,
    open || doubtful,
    seenFrom(question, proven),
  );
  const unexplained = reach.outcome !== 'ok' && !found.some(each => each.finding.severity === 'error');
  return { question, found, explained, reach, unexplained };
}

/** Nobody can tell whether whoever says nothing is stuck. */
const isUndecided = ({ code, result }: Judgement): boolean =>
  (code === 'process/hung' && result.kind === 'unchecked') ||
  (code === 'http/no-response' && result.kind === 'found' && result.finding.outcome === 'unknown');

/** This machine's own attempt: whether nothing was said on it, and whether nobody can tell why. */
interface Attempt extends Probe {
  readonly silent: boolean;
  readonly doubtful: boolean;
}

/** A connection that was made is proof against every rule that says that it cannot be. */
function contradicted(found: Found, probe: Probe | undefined): boolean {
  if (probe?.outcome !== 'connected' || found.finding.severity !== 'error') return false;
  return (
    ['refused', 'timeout', 'unreachable'].includes(found.finding.outcome) &&
    layerOf(found.code) !== 'name' &&
    waysIn.includes(layerOf(found.code))
  );
}

/** Which findings are consequences, and of what: root causes silence those that name them in `explainedBy`. */
function consequencesIn(found: readonly Found[]): Settled['explained'] {
  const explained: { code: CauseCode; by: CauseCode }[] = [];
  for (const { code, explainedBy, finding } of found) {
    const root = found.find(
      other =>
        other.code !== code &&
        (other.finding.severity === 'error' || other.finding.severity === finding.severity) &&
        explainedBy.includes(other.code) &&
        !explained.some(one => one.code === other.code && one.by === code),
    );
    if (root) explained.push({ code, by: root.code });
  }
  return explained;
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
  const says = mute ? 'silent, takes the connection' : saysOf(heard(own, outcome, blocker));
  const ms = Math.round(((mute ? undefined : firstWords(own)?.ms) ?? own.ms) * 10) / 10;
  return { outcome, by: 'probe', ms, ...(says ? { says } : {}) };
}

function reachOf(
  question: Question,
  found: readonly Found[],
  own: Attempt | undefined,
  any: Probe | undefined,
  open: boolean,
  seen: boolean,
): Reach {
  const { vantage, address, port } = question;
  const base = {
    from: vantage.label,
    address,
    port,
    ...(vantage.network ? { network: vantage.network } : {}),
  };
  if (isBetweenOthers(question)) return { ...base, outcome: 'unknown', by: 'derived' };
  const errors = found.filter(each => each.finding.severity === 'error');
  if (own) return { ...base, ...attempted(own, errors[0], question) };
  // What keeps a connection from being made is met before whatever would become of it.
  const blocker = errors.find(each => unmade.has(each.finding.outcome)) ?? errors[0];
  if (blocker) return { ...base, outcome: blocker.finding.outcome, by: 'derived' };
  if (seen) return { ...base, outcome: 'ok', by: 'seen' };
  const failed = any !== undefined && any.outcome !== 'connected';
  const unproven =
    open || (any !== undefined && unanswered(any, question)) || failed || (vantage.kind === 'self' && !any);
  const why = failed && !open && { says: attemptSaid(any) };
  return { ...base, outcome: unproven ? 'unknown' : 'ok', by: 'derived', ...why };
}

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
function saysOf({ conversations, protocol }: Probe): string {
  const end = conversations.findLast(({ reason }) => reason === 'redirect');
  const said =
    end ??
    conversations.find(
      each => (each.http ?? each.banner ?? each.protocol) && (each.outcome !== 'answered' || isAnswer(each)),
    );
  if (said?.http) return `${said.http.status} ${said.http.reason}`.trim();
  // A redirect to somebody who was not asked about.
  const left = end?.outcome === 'failed' && end.errno === null && conversations.findLast(({ http }) => http);
  const location = left ? locationOf(left) : null;
  if (left && location) return `${left.http?.status}, a redirect to ${location.href}, which was not asked`;
  if (said) return said.protocol === 'http' ? (said.banner ?? 'http') : inWords(said.protocol, said.banner);
  const silent = protocol === 'udp' && !conversations.some(({ outcome }) => outcome === 'answered');
  return silent ? 'silent, as UDP servers are to strangers' : '';
}

/** A URL was asked for, and no HTTP came back: whatever the reason, that request was not answered. */
function unanswered({ conversations }: Probe, question: Question): boolean {
  const end = conversations.findLast(({ reason }) => reason === 'redirect') ?? conversations[0];
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
