import type { Question } from '../net/question.js';
import type { Answered } from './answered.js';
import type { Said } from './said.js';
import type { Span } from './value.js';

/** What opens a connection announces a segment size: four bytes that every system sends (RFC 9293 section 3.7.1). */
const ANNOUNCED = 4;

/** Smallest and largest usual size of a packet without data: headers with no options, and with all of them. */
export const lengths = {
  4: { tcp: { lo: 40, hi: 80 }, udp: { lo: 28, hi: 1500 } },
  6: { tcp: { lo: 60, hi: 100 }, udp: { lo: 48, hi: 1500 } },
} as const;

/** What Windows, Linux and macOS send: the options that they agree on since long. */
const usualSyn = { 4: { lo: 48, hi: 64 }, 6: { lo: 68, hi: 84 } } as const;

/** Of the packet that opens a connection. */
export function openingLength({ family, protocol }: Question, usual: boolean): Span {
  const length = lengths[family][protocol];
  if (protocol !== 'tcp') return length;
  return usual ? usualSyn[family] : { ...length, lo: length.lo + ANNOUNCED };
}

/** Whole length of a packet that carries a usual request: some dozens of bytes, or as much as a cable takes. */
export const REQUEST: Span = { lo: 100, hi: 1500 };
/** What every client of HTTP says of itself besides, in bytes: a User-Agent, and what it accepts. */
const ITSELF = 24;

/** Of a packet that carries what is known to be said. */
export function requestLength(family: 4 | 6, said: Said | undefined): Span {
  const words = said?.start.startsWith('GET ') ? [said.start, ...said.texts] : [];
  const known = words.reduce((sum, text) => sum + text.length, lengths[family].tcp.lo + ITSELF);
  return { lo: Math.min(Math.max(REQUEST.lo as number, known), 1400), hi: REQUEST.hi };
}

/** Whole length of a packet of which nothing is known but that it carries something. */
const SOMETHING = { lo: 41, hi: 1500 } as const;

/** Of the packet with the beginning of an answer. */
export function answerLength(family: 4 | 6, answered: Answered | undefined): Span {
  if (!answered) return SOMETHING;
  const headers = lengths[family].tcp;
  return { lo: headers.lo + answered.atOnce, hi: Math.min(1500, headers.hi + answered.size) };
}
