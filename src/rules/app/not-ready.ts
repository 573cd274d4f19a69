import type { Finding } from '../rule.js';
import { advice, finding, type Talk, told } from '../talk.js';
import { refusalIn } from './words.js';

/** cannot_connect_now (postgresql.org, "PostgreSQL Error Codes"), and what Redis says to every command. */
const patterns = [
  {
    protocol: 'postgresql',
    service: 'PostgreSQL',
    words: /^FATAL 57P03\b/,
    what: 'After a crash it first reads its write-ahead log, and its own log tells how far it is. A standby takes clients only with hot_standby = on in postgresql.conf (and a restart), and when it has caught up so far.',
  },
  {
    protocol: 'redis',
    service: 'Redis',
    words: /^-LOADING\b/,
    what: 'It reads its data from the disk. How long that will take:\n  redis-cli INFO persistence | grep loading_',
  },
  {
    protocol: 'redis',
    service: 'Redis',
    words: /^-MASTERDOWN\b/,
    what: 'It is a replica without its master, and replica-serve-stale-data is no. Whom it looks for, and since when in vain:\n  redis-cli INFO replication',
  },
];

/** A database answers, and takes no clients yet, whoever they are. */
export function notReady(talk: Talk): Finding | undefined {
  const refusal = refusalIn(talk, patterns);
  if (!refusal) return undefined;
  const { service, words, by } = refusal;
  const what = patterns.find(each => each.words.test(words))?.what ?? '';
  return {
    ...finding(
      'error',
      `${service} answers, and takes no clients now: ${words}`,
      'takes no clients now',
      [told(by, `It says: ${words}`)],
      { fixes: [advice('Wait until it is ready, or see what it waits for', what)], outcome: 'reset' },
    ),
    headline: `${service} runs, and takes no clients now`,
  };
}
