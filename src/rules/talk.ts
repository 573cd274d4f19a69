import { urlOf } from '../facts/probes/redirects.js';
import type { Conversation, HttpAnswer, Probe, Reason } from '../facts/probes/types.js';
import { familyOf } from '../net/address.js';
import type { Question } from '../net/question.js';
import { probeOf } from './probe.js';
import type { Evidence, Finding, Severity } from './rule.js';
import { at } from './serving.js';

/** What was said with the address of a question. */
export interface Talk {
  readonly probe: Probe;
  /** The person's own question. */
  readonly first: Conversation;
  /** Where its redirects ended; the first itself where there were none. */
  readonly end: Conversation;
  /** A URL was typed: the answer to that very request is the question. Otherwise a port has to be served, no more. */
  readonly url: boolean;
  said(reason: Reason): Conversation | undefined;
}

const web = new Set(['http', 'https', 'ws', 'wss']);

/** A URL of the web was typed, so that its answer counts. */
export const asksUrl = ({ target }: Question): boolean => target.scheme !== null && web.has(target.scheme);

/** The certificate is for the name that was typed, so this server is the one that was meant. */
const meant = ({ conversations }: Probe): boolean =>
  conversations.some(
    ({ reason, tls, name }) => reason === 'asked' && name !== null && tls?.nameMatches === true,
  );

/**
 * The hosts file leads the name away from the server here, whose own faults would show once that is mended. One that has
 * nothing at the path is none that was meant.
 */
const standsIn = ({ standsIn: here, conversations }: Probe, question: Question): boolean =>
  here === true &&
  asksUrl(question) &&
  conversations.some(({ reason, http }) => reason === 'asked' && http?.status !== 404);

/**
 * The attempt whose words stand for a question: the one to its own address; or, where that did not get through, one to
 * another address of the same server, so that a second fault shows behind the first.
 */
function spokenFor(probes: readonly Probe[], question: Question): Probe | undefined {
  const own = probeOf(probes, question);
  if (own?.outcome === 'connected') return own;
  return probes.find(
    probe =>
      probe.port === question.port &&
      probe.protocol === question.protocol &&
      !probe.because &&
      probe.conversations.length > 0 &&
      (question.local || meant(probe) || standsIn(probe, question)),
  );
}

/** The conversations that a question is judged by; undefined where nobody was spoken to. */
export function talkOf(probes: readonly Probe[], question: Question): Talk | undefined {
  const probe = spokenFor(probes, question);
  const first = probe?.conversations.find(({ reason }) => reason === 'asked');
  if (!probe || !first) return undefined;
  const end = probe.conversations.filter(({ reason }) => reason === 'redirect').at(-1) ?? first;
  const said = (reason: Reason) => probe.conversations.find(each => each.reason === reason);
  return { probe, first, end, url: asksUrl(question), said };
}

/** The answer that counts: the one at the end of the redirects. */
export const answerOf = (talk: Talk): HttpAnswer | null => talk.end.http;

/** The status line in words: "404 Not Found". */
export const statusOf = ({ status, reason }: HttpAnswer): string =>
  reason ? `${status} ${reason}` : `${status}`;

/** As strict as the question: one severity for a URL, another for a port. */
export const strictly = ({ url }: Talk, forUrl: Severity, forPort: Severity): Severity =>
  url ? forUrl : forPort;

/** A conversation as people would repeat it, for the source of an evidence. */
function sourceOf(conversation: Conversation): string {
  const { asked, address, port, name } = conversation;
  if (asked === 'http' || asked === 'https') {
    const typed = name === null || name.startsWith(address) || name.startsWith(`[${address}]`);
    return `GET ${urlOf(conversation)}${typed ? '' : ` at ${address}`}`;
  }
  return `${asked === 'tls' ? 'TLS handshake with' : 'connection to'} ${at(address, port)}`;
}

/** Evidence from a conversation. */
export const told = (conversation: Conversation, says: string): Evidence => ({
  fact: 'probes',
  says,
  source: sourceOf(conversation),
});

/** A finding about what was said, with what `more` adds. */
export const finding = (
  severity: Severity,
  summary: string,
  says: string,
  evidence: readonly Evidence[],
  more: Partial<Pick<Finding, 'fixes' | 'outcome' | 'headline' | 'explains'>>,
): Finding => ({
  severity,
  summary,
  says,
  evidence,
  fixes: more.fixes ?? [],
  outcome: more.outcome ?? 'http-error',
  ...(more.headline === undefined ? {} : { headline: more.headline }),
  ...(more.explains && { explains: more.explains }),
});

/** The clients that a question stands for: a network is judged by one address of it, which is said. */
export const clientsOf = ({ vantage: { kind, network, source, label } }: Question): string => {
  if (kind === 'self') return 'this machine';
  return network && source ? `${network} (such as ${source})` : (source ?? label);
};

/** A fix that only a person can do. */
export const advice = (title: string, text: string, needsRoot = false) => ({ title, text, needsRoot });

/** The host of a Host header, or of an address alone, without its port and brackets. */
export const hostIn = (header: string): string =>
  familyOf(header) === 6 ? header : header.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
