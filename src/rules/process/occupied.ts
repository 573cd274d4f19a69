import { refusalIn } from '../app/words.js';
import type { Finding } from '../rule.js';
import { advice, finding, type Talk, told } from '../talk.js';

/** What services say while they do something else, and what may be done about it; CLI stands for redis-cli and its port. */
const patterns = [
  {
    protocol: 'redis',
    service: 'Redis',
    words: /^-BUSY\b/,
    what: 'A script runs too long. This ends it (FUNCTION KILL where it is a function):\n  CLI SCRIPT KILL\nOne that has written already ends by CLI SHUTDOWN NOSAVE alone, which loses what was written since the last save.',
  },
  {
    protocol: 'redis',
    service: 'Redis',
    words: /^-LOADING\b/,
    what: 'It reads its data from the disk. How long that will take:\n  CLI INFO persistence | grep loading_',
  },
  {
    protocol: 'postgresql',
    service: 'PostgreSQL',
    // cannot_connect_now: starting up, in recovery, no consistent state yet, shutting down (ProcessStartupPacket() in PostgreSQL).
    words: /^FATAL 57P03\b(?!.* is not accepting connections)/,
    what: 'Its log tells what it does and how far it is. After a crash it reads its write-ahead log first.',
  },
] as const;

/** A service that takes connections, and tells everybody that it has something else to do. */
export function occupied(talk: Talk): Finding | undefined {
  const refusal = talk.url ? undefined : refusalIn(talk, patterns);
  if (!refusal) return undefined;
  const { service, words, what, by } = refusal;
  const text = what.replaceAll('CLI', `redis-cli -p ${talk.probe.port}`);
  return {
    ...finding(
      'error',
      `${service} serves nobody just now: ${words}`,
      'busy with something else',
      [told(by, `It says: ${words}`)],
      { fixes: [advice('Let it come to an end, or end that', text)], outcome: 'no-answer' },
    ),
    headline: 'the service is busy with something else',
  };
}
