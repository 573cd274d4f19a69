import { refusalIn } from '../app/words.js';
import type { Finding } from '../rule.js';
import { advice, finding, type Talk, told } from '../talk.js';

/** What services say while they do something else: Redis runs a script, or reads its data; PostgreSQL recovers, starts or ends. */
const patterns = [
  { protocol: 'redis', service: 'Redis', words: /^-(?:BUSY|LOADING)\b/ },
  { protocol: 'postgresql', service: 'PostgreSQL', words: /\b57P03\b/ },
] as const;

const ways: Readonly<Record<string, string>> = {
  Redis:
    'A script that runs too long: redis-cli SCRIPT KILL, or where it has written already, SHUTDOWN NOSAVE and a start. While it loads its data, redis-cli INFO persistence shows how far it is.',
  PostgreSQL: 'Its log tells what it does; after a crash it recovers first, which takes its time.',
};

/** A service that takes connections, and tells everybody that it has something else to do. */
export function occupied(talk: Talk): Finding | undefined {
  const refusal = talk.url ? undefined : refusalIn(talk, patterns);
  if (!refusal) return undefined;
  const { service, words, by } = refusal;
  return finding(
    'error',
    `${service} serves nobody just now: ${words}`,
    'busy with something else',
    [told(by, `It says: ${words}`)],
    { fixes: [advice('Let it come to an end, or end that', ways[service]!)], outcome: 'no-answer' },
  );
}
