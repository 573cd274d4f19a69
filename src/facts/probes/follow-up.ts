import { CLOSING } from './answer-rest.js';
import { type Call, firstCall } from './call.js';
import { afterFailure } from './follow-failure.js';
import { afterHangUp, otherWays, PROOF_PATIENCE, TLS_PATIENCE } from './follow-hang-up.js';
import { afterSilence, elsewhereOnIt } from './follow-silence.js';
import { isRefusingGreeting } from './greeting.js';
import { hungUp, isWelcome, otherSite, smellsOfHostCheck } from './host-signs.js';
import { hostHeader } from './http.js';
import { isThisMachine, MADE_UP, named } from './other-names.js';
import type { ProbePlan } from './plan.js';
import type { Conversation, Reason } from './types.js';
import { wantsTls } from './wants.js';

const MOST = 16;
/** Who proves something about an answer has answered before: milliseconds to wait for the first byte, or twice as long as that took. */
const OWN_PATIENCE = 700;
export const OTHER_PATIENCE = 2000;

/** Something showed that another protocol than HTTP is spoken, or TLS. */
const inAnotherProtocol = (said: readonly Conversation[]): boolean =>
  said.some(
    ({ reason, protocol, tls }) =>
      reason !== 'asked' &&
      ((protocol !== null && protocol !== 'http') || tls?.version != null || tls?.alert != null),
  );

/** It lets in localhost, and not who asks by this name: it checks names, or one of its sites turns everybody away. */
const isLetIn = (said: readonly Conversation[]): boolean =>
  smellsOfHostCheck(said[0]!) && isWelcome(said.find(({ reason }) => reason === 'localhost'));

/** /app for /app/, and the reverse, which many routers tell apart; undefined for a file's name, the root and a query. */
const otherwiseSlashed = (path: string): string | undefined =>
  /[?.]|^\/$/.test(path) ? undefined : path.endsWith('/') ? path.slice(0, -1) : `${path}/`;

/** After an answer in HTTP: what would prove its reason. */
function afterAnswer(
  plan: ProbePlan,
  base: Call,
  said: readonly [Conversation, ...Conversation[]],
): Call | undefined {
  const { question } = plan;
  const [first] = said;
  const has = (reason: Reason) => said.some(conversation => conversation.reason === reason);
  const again = (reason: Reason, host: string, path = question.path): Call => ({
    ...base,
    reason,
    host,
    path,
  });
  if (!has('localhost') && !isThisMachine(base.host) && smellsOfHostCheck(first))
    return again('localhost', 'localhost');
  if (!has('made-up-name') && named(plan) && isLetIn(said)) return again('made-up-name', MADE_UP);
  if (first.untilClosed && plan.because === undefined && !has('kept-alive'))
    return { ...again('kept-alive', base.host), patience: 2 * CLOSING };
  if (question.manner === 'port') return undefined;
  if (!has('root') && first.http?.status === 404 && question.path !== '/')
    return again('root', base.host, '/');
  const mayHave = first.http?.status === 404 && plan.because === undefined && !has('slash');
  const slashed = mayHave && otherwiseSlashed(question.path);
  if (slashed) return again('slash', base.host, slashed);
  if (!has('made-up-name') && named(plan) && otherSite(first)) return again('made-up-name', MADE_UP);
  return undefined;
}

/** A name by which another client would ask, and which was not asked by yet. */
function otherName(plan: ProbePlan, base: Call, said: readonly Conversation[]): Call | undefined {
  const scheme = base.how === 'https' ? 'https' : 'http';
  const host = plan.question.hosts.find(name => {
    const header = hostHeader(name, plan.port, scheme);
    return !said.some(conversation => conversation.name === header);
  });
  return host === undefined ? undefined : { ...base, reason: 'other-name', host };
}

/** What to ask next of the target after what was said, or undefined when that is enough. Pure. */
function nextCall(plan: ProbePlan, said: readonly Conversation[]): Call | undefined {
  const call = inTlsInstead(plan, said) ?? nextQuestion(plan, said);
  if (call?.credentials === undefined || call.how === plan.question.manner) return call;
  // What was meant for HTTPS is not sent in plain text.
  const { credentials: _, ...bare } = call;
  return bare;
}

/**
 * The same, with what may be asked at the same time: where a server has kept still about one question that is not in its
 * protocol, it may do so about each, and they are asked together. So is one that keeps still about its first request:
 * Puma with TLS lets clients wait who come without.
 */
export function nextCalls(plan: ProbePlan, said: readonly Conversation[]): readonly Call[] {
  const call = nextCall(plan, said);
  if (!call) return [];
  if (call.reason === 'malformed') return [call, { ...call, reason: 'tls-proof', how: 'https' }];
  const tried = said.filter(({ reason }) => reason === 'service');
  const still = call.how === otherWays[tried.length] && tried.some(({ outcome }) => outcome === 'silent');
  return still ? otherWays.slice(tried.length).map(how => ({ ...call, how })) : [call];
}

/** A plain request was taken, and nothing was said to it. */
const isSilent = ({ because }: ProbePlan, { asked, outcome }: Conversation): boolean =>
  because === undefined && asked === 'http' && outcome === 'silent';

/** A proxy's upstream was asked in its proxy's protocol, and gave nothing back. */
const isUnheardUpstream = (
  { because }: ProbePlan,
  { asked, http, protocol, outcome }: Conversation,
): boolean =>
  because === 'upstream' && asked === 'service' && http === null && protocol === null && outcome !== 'failed';

/** Nobody answered the first question of a service that was only guessed from the port's number: a web server waits for the end of its line. */
const isUnheardGuess = ({ because, question }: ProbePlan, { asked, outcome }: Conversation): boolean =>
  because === undefined && !question.sure && asked === 'service' && outcome === 'silent';

/** Of a port, whatever it speaks is an answer. Most servers that want TLS hang up on a plain request; Puma lets the client wait. */
function afterStillness(plan: ProbePlan, base: Call, said: readonly Conversation[]): Call | undefined {
  if (plan.question.manner === 'port') return afterSilence(base, said);
  const proof = said.find(({ reason }) => reason === 'tls-proof');
  if (!proof) return { ...base, reason: 'tls-proof', how: 'https', patience: TLS_PATIENCE };
  return proof.tls?.version == null ? elsewhereOnIt(plan, base, said) : undefined;
}

/** A service's own first question was ended without a byte: it may be that the service is in TLS. */
function inTlsInstead(plan: ProbePlan, said: readonly Conversation[]): Call | undefined {
  const [first, ...more] = said;
  if (first?.asked !== 'service' || plan.because !== undefined || more.length > 0) return undefined;
  if (first.outcome !== 'closed' && first.outcome !== 'reset') return undefined;
  const { service } = plan.question;
  const call = firstCall(plan, plan.question);
  return { ...call, patience: PROOF_PATIENCE, reason: 'tls-proof', how: 'tls', ...(service && { service }) };
}

/** Whom PostgreSQL keeps out for want of encryption it may let in with it, where it has TLS. */
function afterRefusal(base: Call, said: readonly Conversation[]): Call | undefined {
  const [first, ...more] = said;
  const wants = first?.protocol === 'postgresql' && /no encryption/.test(first.banner ?? '');
  return wants && more.length === 0 ? { ...base, reason: 'service', how: 'postgresql-tls' } : undefined;
}

/** As long as servers wait that turn away who speaks before their greeting, twice over (Sendmail's greet_pause), milliseconds. */
const GREETING_PATIENCE = 3000;

/** A mail server or its like took a GET for a mistake, or turns everybody away: its greeting tells, to a client that waits. */
function afterEarlyWord(plan: ProbePlan, base: Call, said: readonly Conversation[]): Call | undefined {
  const [first, ...more] = said;
  const refused = first?.asked === 'http' && plan.because === undefined && isRefusingGreeting(first);
  return refused && more.length === 0
    ? { ...base, reason: 'wait', how: 'greeting', sure: true, patience: GREETING_PATIENCE }
    : undefined;
}

/** Nothing in HTTP came back: in TLS there is more than one thing that can be missing. */
function afterNoAnswer(plan: ProbePlan, base: Call, said: readonly Conversation[]): Call | undefined {
  const { asked, outcome, tls } = said[0]!;
  if (asked !== 'https') return afterEarlyWord(plan, base, said) ?? afterRefusal(base, said);
  return outcome === 'silent' && tls?.version != null
    ? elsewhereOnIt(plan, base, said)
    : afterFailure(plan, base, said);
}

function nextQuestion(plan: ProbePlan, said: readonly Conversation[]): Call | undefined {
  const first = said[0];
  if (first === undefined || said.length >= MOST) return undefined;
  const slow = first.outcome === 'answered' ? 2 * first.ms : 0;
  const patience = Math.max(plan.local ? OWN_PATIENCE : OTHER_PATIENCE, slow);
  const base = { ...firstCall(plan, plan.question), patience };
  const has = (reason: Reason) => said.some(conversation => conversation.reason === reason);
  if (isUnheardUpstream(plan, first) || isUnheardGuess(plan, first))
    return has('plain-proof') ? undefined : { ...base, reason: 'plain-proof', how: 'http' };
  if (isSilent(plan, first)) return afterStillness(plan, base, said);
  const wanting = first.asked === 'http' && wantsTls(first);
  const after = wanting ? afterHangUp(plan, base, said) : undefined;
  if (after) return after;
  if (hungUp(first) && named(plan) && !has('localhost') && !inAnotherProtocol(said))
    return { ...base, reason: 'localhost', host: 'localhost' };
  if (wanting) return undefined;
  if (first.http === null) return afterNoAnswer(plan, base, said);
  return afterAnswer(plan, base, [first, ...said.slice(1)]) ?? otherName(plan, base, said);
}
