import type { FactValues } from '../../facts/facts.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import { identify } from '../../programs/identify.js';
import { speechOf } from '../../programs/sources/spoken-source.js';
import { protocolOf } from '../http/speaks.js';
import { passesForeign } from '../http/upstream-talk.js';
import type { Evidence } from '../rule.js';
import { speaksHttp } from '../silence.js';
import { asksUrl, type Talk } from '../talk.js';

/** What a server that took a request and said nothing was to say: something, or nothing until it hears more. */
export interface Spoken {
  readonly owes: boolean;
  /** What shows it, where that is no matter of course. */
  readonly evidence: readonly Evidence[];
}

/** What it is judged by. */
export interface Silent extends Pick<FactValues, 'processes' | 'resampled'> {
  readonly talk: Talk;
  readonly configuration: FactValues['configuration'];
  readonly logs: readonly LogExcerpt[];
  readonly passing?: Passing | undefined;
}

const owing = (...evidence: readonly Evidence[]): Spoken => ({ owes: true, evidence });
const waiting: Spoken = { owes: false, evidence: [] };

/** Programs that pass on bytes of any protocol where they are set up to, and answer what is no HTTP by themselves where not. */
const relays = /^(haproxy|nginx|envoy)$/i;

/** Its person, or another program, says what it says. */
const bare = /^(nc|ncat|netcat)(\.\w+)?$/;

/**
 * Whether a silent server owes an answer: HTTP is spoken there, or it greets; or it may wait for more words of a protocol of
 * its own. Undefined where nothing tells.
 */
export function spokenBy(process: Process, silent: Silent, question: Question): Spoken | undefined {
  const { talk, processes } = silent;
  const served = protocolOf(process, question.port, silent.configuration);
  if (served !== undefined && served !== 'http') return waiting;
  if (asksUrl(question)) return owing();
  if (speaksHttp(talk)) return owing(answeredByParser(talk));
  const { speaks, program } = identify(process, processes);
  if (speaks === 'other' || bare.test(process.name)) return waiting;
  if (speaks === 'server-first') return owing();
  if (passesForeign(silent.passing)) return isForeign(silent.passing) ? waiting : undefined;
  if (served === 'http' || (speaks === 'http' && !(relays.test(program) && talk.said('malformed'))))
    return owing();
  return byWords(process, silent, question) ?? (awaitsUs(process, silent.resampled) ? waiting : undefined);
}

/** Whoever is behind it waits for words of a protocol of its own. */
const isForeign = (passing: Passing | undefined): boolean =>
  passing?.upstreams.every(({ speaks }) => speaks === 'other') === true;

const answeredByParser = (talk: Talk): Evidence => ({
  fact: 'probes',
  says: `it speaks HTTP: what is no request was turned away at once (${talk.said('malformed')?.http?.status ?? 'a page of HTML'})`,
  source: 'a line that is no HTTP request',
});

/** What it says of itself: in its source, or in what it printed. */
function byWords(process: Process, silent: Silent, question: Question): Spoken | undefined {
  const printed = saysUrl(process, silent.logs, question.port);
  if (printed)
    return owing({
      fact: 'logs',
      says: `it speaks HTTP, by what it printed: ${printed.line}`,
      source: printed.path,
    });
  const source = speechOf(process, silent.configuration);
  if (!source) return undefined;
  return source.speaks === 'own'
    ? waiting
    : owing({
        fact: 'configuration',
        says: `it speaks HTTP, by its source: ${source.words}`,
        source: source.path,
      });
}

const announces = /listen|running|serv|started|ready|available|local:|\bon\b|\bat\b/i;

/** "Listening on http://localhost:3000", in the log that the process itself writes. */
function saysUrl(
  process: Process,
  logs: readonly LogExcerpt[],
  port: number,
): { readonly line: string; readonly path: string } | undefined {
  const url = new RegExp(`\\bhttps?://[^\\s/]*:${port}\\b`, 'i');
  const own = logs.filter(log => isWrittenBy(log, process));
  return own
    .flatMap(({ lines, path }) => lines.map(line => ({ line: line.trim().slice(0, 200), path })))
    .findLast(({ line }) => url.test(line) && announces.test(line));
}

/**
 * A thread waits for more on a connection on which a request came and nothing went: whoever understood the request would
 * be busy with it.
 */
export const awaitsUs = ({ awaits = [] }: Process, resampled: readonly Socket[]): boolean =>
  resampled.some(
    ({ inode, state, passed }) =>
      state === 'established' &&
      awaits.includes(inode) &&
      passed !== undefined &&
      passed.received > 0 &&
      passed.acknowledged === 0,
  );
