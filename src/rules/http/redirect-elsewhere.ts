import { locationOf, locationSaid, redirectOf, urlOf } from '../../facts/probes/redirects.js';
import type { Conversation } from '../../facts/probes/types.js';
import { saysLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { defineRule, type Finding } from '../rule.js';
import { at } from '../serving.js';
import { advice, finding, statusOf, type Talk, talkOf, told } from '../talk.js';
import { type Misled, misled } from './redirect-host.js';

const errors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ETIMEDOUT: 'does not answer',
  ENOTFOUND: 'is a name that does not exist',
  EAI_AGAIN: 'is a name that cannot be looked up',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
};

const setting = advice(
  'Correct the redirect where the server makes it',
  'Its public URL or base URL setting (SITE_URL, server_name, return 301, a forced https) has another host or port in it than the one that works.',
);

const elsewhere = (
  summary: string,
  says: string,
  evidence: Finding['evidence'],
  fixes: readonly Fix[] = [setting],
  headline?: string,
): Finding => finding('error', summary, says, evidence, { fixes, ...(headline && { headline }) });

/** Where somebody takes the connection, the redirect may well be right, and what it leads to is to be mended. */
const lookThere = (url: string): Fix =>
  advice('Look into what it leads to, if that is the right place', `  netcheck why ${quoted(url)}`);

/** Out of the web (file:, javascript:, an app's own scheme), or to no URL at all: without a host, or with a port past the last. */
function nowhere({ end }: Talk): Finding | undefined {
  const said = locationSaid(end);
  if (said === null || redirectOf(end) !== null) return undefined;
  const scheme = locationOf(end)?.protocol;
  const goal = scheme ?? 'what is no URL';
  const reason = scheme ? 'which is no address of the web' : 'and clients stop there';
  const says = `redirected to ${goal}`;
  const summary = `The server redirects to ${goal}, ${reason}.`;
  return elsewhere(summary, says, [told(end, `Location: ${said}`)], [setting], says);
}

/** What makes the application redirect there, said after the finding, with what to do about it first. */
function withReason(found: Finding, reason: Misled | undefined): Finding {
  if (!reason) return found;
  return {
    ...found,
    summary: `${found.summary.replace(/\.$/, '')}: ${reason.says}.`,
    evidence: [...found.evidence, reason.evidence],
    fixes: [reason.fix, ...found.fixes.filter(fix => fix !== setting)],
  };
}

/** To loopback, which for a client elsewhere is the client's own machine. */
function toTheClient(
  { end, first, probe }: Talk,
  question: Question,
  why: (from: Conversation) => Misled | undefined,
): Finding | undefined {
  if (question.vantage.kind === 'self') return undefined;
  const chain = [first, ...probe.conversations.filter(({ reason }) => reason === 'redirect')];
  for (const each of end === first ? [first] : chain) {
    const location = locationOf(each);
    const host = location?.hostname.replace(/^\[|\]$/g, '') ?? '';
    if (location && saysLoopback(host))
      return withReason(
        elsewhere(
          `The server redirects to ${location.href}, and ${host} is the client's own machine there.`,
          `redirected to ${host}`,
          [told(each, `It answers with a redirect to ${location.href}`)],
          undefined,
          `it redirects clients to ${host}, their own machine`,
        ),
        why(each),
      );
  }
  return undefined;
}

/** What became of the end of the redirects, in words; null where it answered, or was left alone. */
function failureOf({ outcome, errno, http, tls }: Conversation): string | null {
  if (http !== null || (tls?.version === null && outcome === 'tls-failed')) return null;
  if (outcome === 'failed') return errno && (errors[errno] ?? `fails with ${errno}`);
  if (outcome === 'silent') return 'accepts the connection and does not answer';
  return outcome === 'answered' ? 'does not speak HTTP' : 'hangs up without an answer';
}

/** The address and port that the redirect ended at, which the URL need not name; nothing for a name without an address. */
const placeOf = ({ errno, address, port }: Conversation): string =>
  errno === null || /^E(NOTFOUND|AI_)/.test(errno) ? '' : ` (${at(address, port)})`;

/** The redirect leads to a place that does not answer; to the client's own machine; or nowhere in the web. */
export const rule = defineRule({
  code: 'http/redirect-elsewhere',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes'],
  explainedBy: ['http/redirect-loop', 'tls/https-to-http-port'],
  check(facts, question) {
    const talk = talkOf(facts.probes, question);
    if (!talk?.url) return undefined;
    const { end, first } = talk;
    const why = (from: Conversation) => misled(from, facts, question);
    const wrong = nowhere(talk) ?? toTheClient(talk, question, why);
    if (wrong || end === first) return wrong;
    const failure = failureOf(end);
    if (failure === null) return undefined;
    const url = urlOf(end);
    const evidence = [
      told(
        first,
        `${first.http ? statusOf(first.http) : ''}, Location: ${first.http?.headers.location ?? ''}`,
      ),
      told(end, `It ${failure}${end.errno ? ` (${end.errno})` : ''}`),
    ];
    const reason = why(first);
    const there = reason && end.outcome === 'failed' ? [] : [lookThere(url)];
    const fixes = end.outcome === 'failed' ? [setting, ...there] : [...there, setting];
    return withReason(
      elsewhere(
        `The server redirects to ${url}, and that${placeOf(end)} ${failure}.`,
        `redirected to ${end.name}`,
        evidence,
        fixes,
      ),
      reason,
    );
  },
});
