import { defineRule } from '../rule.js';
import { advice, finding, talkOf, told } from '../talk.js';
import { refusalIn } from './words.js';

const patterns = [
  { protocol: 'redis', service: 'Redis', words: /^-DENIED\b/ },
  {
    protocol: 'mysql',
    service: 'MySQL',
    words: /^error (1130|1129)\b|not allowed to connect|is blocked because/,
  },
  { protocol: 'postgresql', service: 'PostgreSQL', words: /no pg_hba\.conf entry|pg_hba\.conf rejects/ },
  { protocol: 'ssh', service: 'OpenSSH', words: /^Not allowed at this time/i },
  {
    protocol: 'smtp',
    service: 'The mail server',
    words: /^(421|550|554)\b.*(denied|blocked|rejected|refused|not allowed|blacklist)/i,
  },
  { protocol: 'ftp', service: 'The FTP server', words: /^(421|530)\b.*(denied|refused|not allowed)/i },
];

function settingOf(service: string, words: string, client: string): string {
  if (service === 'Redis')
    return 'Protected mode lets in loopback only while there is no password. In redis.conf: requirepass with a long password (or users with ACL), then restart; protected-mode no only behind a firewall.';
  if (service === 'MySQL' && /1129|is blocked/.test(words))
    return 'mysqladmin flush-hosts (or FLUSH HOSTS) lifts the block.';
  if (service === 'MySQL')
    return `A user has to exist for clients from there: CREATE USER 'app'@'${client}' IDENTIFIED BY '…'; GRANT … TO 'app'@'${client}';`;
  if (service === 'PostgreSQL')
    return `A line in pg_hba.conf lets clients in: host  DATABASE  USER  ${client}${client.includes(':') ? '/128' : '/32'}  scram-sha-256; then SELECT pg_reload_conf(); or systemctl reload postgresql.`;
  return 'Its configuration or its log says whom it lets in.';
}

/** The service answers, and refuses clients from where it was asked from. */
export const rule = defineRule({
  code: 'app/access-denied',
  needs: ['probes'],
  check({ probes }, question) {
    const talk = talkOf(probes, question);
    const refusal = talk && !talk.url && refusalIn(talk, patterns);
    if (!refusal) return undefined;
    const { service, words, by } = refusal;
    const client =
      /host "([^"]+)"/.exec(words)?.[1] ??
      /Host '([^']+)'/.exec(words)?.[1] ??
      question.vantage.source ??
      by.address;
    return finding(
      'error',
      `${service} answers, and refuses clients from there: ${words}`,
      'refuses this client',
      [told(by, `It says: ${words}`)],
      {
        fixes: [advice(`Let clients from ${client} in`, settingOf(service, words, client))],
        outcome: 'reset',
      },
    );
  },
});
