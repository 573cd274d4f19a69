import type { Finding } from '../rule.js';
import { advice, finding, type Talk, told } from '../talk.js';
import { refusalIn } from './words.js';

/** What a copy of a database says that is told to serve nobody: PostgreSQL without hot_standby (57P03), Redis without its master. */
const patterns = [
  {
    protocol: 'postgresql',
    service: 'PostgreSQL',
    words: /^FATAL 57P03: .* is not accepting connections/,
    what: 'It is a standby, and takes clients only with hot_standby = on in postgresql.conf, and a restart.',
  },
  {
    protocol: 'redis',
    service: 'Redis',
    words: /^-MASTERDOWN\b/,
    what: 'It is a replica without its master, and replica-serve-stale-data is no. Whom it looks for, and since when in vain:\n  redis-cli INFO replication',
  },
];

/** A copy of a database answers, and takes no clients, whoever they are. */
export function closedCopy(talk: Talk): Finding | undefined {
  const refusal = refusalIn(talk, patterns);
  if (!refusal) return undefined;
  const { service, words, what, by } = refusal;
  return {
    ...finding(
      'error',
      `${service} answers, and takes no clients now: ${words}`,
      'takes no clients now',
      [told(by, `It says: ${words}`)],
      { fixes: [advice('See what it waits for', what)], outcome: 'reset' },
    ),
    headline: `${service} runs, and takes no clients now`,
  };
}
