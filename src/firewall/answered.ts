import type { Conversation, Probe } from '../facts/probes/types.js';
import type { Question } from '../net/question.js';
import type { Said } from './said.js';
import type { Span } from './value.js';

/** What a server says to those who ask, as far as its own answer to this machine tells. */
export interface Answered {
  readonly said: Said;
  /** Bytes that come in one packet: the head of an answer is written at once. */
  readonly atOnce: number;
  /** Bytes of the whole answer; Infinity where it is not known. */
  readonly size: number;
  /** So long that there are full packets among it, and the whole of it was asked for. */
  readonly full: boolean;
}

/** Whole length of a full packet: what a usual path carries, and what tunnels leave of it. */
export const BULK: Span = { lo: 1200, hi: 1500 };
/** A body of so many bytes fills packets, however it is written. */
const MANY = 65_536;

function answered({ firstBytes, http }: Conversation, whole: boolean): Answered {
  const end = firstBytes.indexOf('\r\n\r\n');
  const head = end < 0 ? firstBytes.length : end + 4;
  const length = Number(http?.headers['content-length'] ?? Number.NaN);
  const size = end < 0 || Number.isNaN(length) ? Number.POSITIVE_INFINITY : head + length;
  return {
    said: { start: firstBytes, texts: http ? [http.body] : [] },
    atOnce: http ? head : 1,
    size,
    full: whole && length >= MANY,
  };
}

/** What clients of this question are told, where this machine was told; undefined where it was not, or in TLS. */
export function answeredTo(
  { target, port, protocol }: Question,
  probes: readonly Probe[],
): Answered | undefined {
  const talks = probes.filter(each => each.port === port && each.protocol === protocol && !each.because);
  const first = talks
    .map(({ conversations }) => conversations[0])
    .find(each => each?.outcome === 'answered' && each.asked === 'http');
  return first && answered(first, target.scheme !== null);
}
