import { misbound } from '../../causes.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { invocationOf, type Language } from '../../programs/invocation.js';
import type { LogError } from '../process/log-errors.js';
import { maySatisfy } from './keeper-words.js';

/** "[::]:8000", "0.0.0.0:8000", "('', 8000)", "tcp :8000": every address, and not the one that the holder has. */
const wide = /(?:::\]?|\b0\.0\.0\.0|\*|''|\s)['"]?[:,] ?\d{2,5}\b/;

/** Whose words for a taken port these are: of its own language, a failed start may be the holder's own, told another address. */
const words: Partial<Record<Language, RegExp>> = {
  node: /\bEADDRINUSE\b/,
  python: /errno 98/i,
  ruby: /Errno::/,
  java: /BindException/,
  php: /Failed to listen on/,
};

interface Kept {
  readonly byName: boolean;
  readonly lost: Pick<LogError, 'port' | 'line'> | undefined;
}

/** What else tells of another server: a unit that failed, an application of PM2's. */
interface Others {
  readonly failed: unknown;
  readonly entry: unknown;
}

/** Another server was meant: asked for by name, or to have the port at every address where nobody serves it at this one. */
function isForeign(
  { byName, lost }: Kept,
  holder: Process,
  taking: readonly Socket[],
  port: number,
): boolean {
  if (byName || taking.length > 0 || lost?.port !== port || !wide.test(lost.line)) return byName;
  const { language } = invocationOf(holder);
  return !(language && words[language]?.test(lost.line));
}

/**
 * The holder is stopped, and all that tells of another server is a log that may be of its own second start: who finds a
 * server silent starts it again, and it has only to go on. Not where the words are another language's.
 */
function isForStopped({ lost, failed, entry, byName }: Kept & Others, holder: Process): boolean {
  if (holder.state !== 'T' || !lost || failed || entry || byName) return false;
  const { language } = invocationOf(holder);
  return language
    ? words[language]?.test(lost.line) === true
    : !Object.values(words).some(each => each.test(lost.line));
}

/** Whoever has the port serves what was asked, or would where it went on. */
export const isBearable = (
  kept: Kept & Others,
  holder: Process,
  taking: readonly Socket[],
  probes: readonly Probe[],
  question: Question,
): boolean =>
  isForStopped(kept, holder) ||
  (maySatisfy(probes, question, taking) && !isForeign(kept, holder, taking, question.port));

/** Where the holder is bound is nothing to a server that was asked for by name: it would be bound in its own way. */
export const ofHolder = ['name/hostname-maps-to-loopback', ...misbound] as const;
