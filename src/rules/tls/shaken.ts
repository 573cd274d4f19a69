import type { Certificate, Conversation, Probe, TlsReport } from '../../facts/probes/types.js';
import { endedUnheard, wantsTls } from '../../facts/probes/wants.js';
import type { Question } from '../../net/question.js';
import { type Talk, talkOf } from '../talk.js';

/** A handshake that counts for the question: its own, or that of a redirect which it was sent to. */
export interface Shaken {
  readonly talk: Talk;
  readonly conversation: Conversation;
  readonly tls: TlsReport;
}

/** The handshake by which a plain request was found to want HTTPS: whoever asks in that meets it next. */
const meetsNext = ({ reason, asked, tls }: Conversation, { url }: Talk): boolean =>
  reason === 'tls-proof' && asked === 'https' && url && tls?.version != null;

/** Every handshake that the person's own question led to, or leads to next. */
export function handshakes(probes: readonly Probe[], question: Question): readonly Shaken[] {
  const talk = talkOf(probes, question);
  if (!talk) return [];
  return talk.probe.conversations.flatMap(conversation =>
    conversation.tls &&
    (conversation.reason === 'asked' || conversation.reason === 'redirect' || meetsNext(conversation, talk))
      ? [{ talk, conversation, tls: conversation.tls }]
      : [],
  );
}

/** The first handshake in which `fault` finds something, with what it found. */
export function faulty<T>(
  probes: readonly Probe[],
  question: Question,
  fault: (shaken: Shaken) => T | undefined | false | null,
): (Shaken & { readonly fault: T }) | undefined {
  for (const shaken of handshakes(probes, question)) {
    const found = fault(shaken);
    if (found) return { ...shaken, fault: found };
  }
  return undefined;
}

/** What a plain request got after a handshake that failed; undefined where whoever said nothing to the one says to the other that TLS is wanted. */
export function plainProof({ first, said }: Talk): Conversation | undefined {
  const proof = said('plain-proof');
  return proof && endedUnheard(first) && wantsTls(proof) ? undefined : proof;
}

/** A certificate as people know it: its common name, or its whole subject. */
export const subjectOf = ({ subject, names }: Pick<Certificate, 'subject' | 'names'>): string =>
  /CN=([^,]+)/.exec(subject)?.[1] ?? names[0] ?? (subject || 'a certificate without a name');

/** The common name of a certificate's issuer; its whole name where it has none. */
export const issuerOf = ({ issuer }: Certificate): string => /CN=([^,]+)/.exec(issuer)?.[1] ?? issuer;

const DAY = 24 * 60 * 60 * 1000;

/** "3 days", "5 hours". */
export const span = (ms: number): string => {
  const [amount, unit] =
    ms >= 2 * DAY
      ? [Math.floor(ms / DAY), 'days']
      : ms >= 7200e3
        ? [Math.floor(ms / 3600e3), 'hours']
        : [Math.max(1, Math.round(ms / 60e3)), 'minutes'];
  return `${amount} ${unit}`;
};

/** How far this machine's clock is from the server's own, by its Date header, milliseconds; 0 where it does not tell. */
export function clockLag({ conversation }: Shaken, now: number): number {
  const date = Date.parse(conversation.http?.headers.date ?? '');
  return Number.isNaN(date) ? 0 : date - now;
}
