import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import { stopsSurely } from '../../firewall/leg.js';
import type { Question } from '../../net/question.js';
import { type PassivePorts, passivePorts } from '../../programs/ftp.js';
import type { Finding } from '../rule.js';
import { isJudged, judge, type WalkSeen } from './judged.js';
import { evidenceOf, whom } from './words.js';

/** How many ports of the range are walked through the rules. */
const SAMPLES = 9;

/**
 * An FTP server answers on its control port, and the ports on which it waits for the data are closed by the firewall:
 * whoever logs in hangs at the first listing. All that were tried are stopped for sure, and no helper opens them.
 */
export function passiveStopped(
  verdict: 'drop' | 'reject',
  seen: WalkSeen & { readonly configuration: Fact<FactValues['configuration']> },
  question: Question,
): Finding | undefined {
  if (question.protocol !== 'tcp' || question.vantage.kind === 'self' || !speaksFtp(seen)) return undefined;
  const range = passivePorts(valueIn(seen.configuration) ?? []);
  const rules = valueIn(seen.firewall);
  // A helper of connection tracking reads the port off the control connection, and lets that one in.
  if (!range || !rules || /\bhelper\b/.test(JSON.stringify(rules.tables))) return undefined;
  const walked = samples(range).map(port => {
    const judged = judge(seen, { ...question, port });
    return isJudged(judged) && stopsSurely(judged.walk) ? judged.walk.stop : null;
  });
  const first = walked[0];
  if (first?.reason !== 'rule' || first.verdict !== verdict || walked.includes(null)) return undefined;
  const ports = `${range.from}–${range.to}`;
  const does = verdict === 'reject' ? 'rejects' : 'drops';
  return {
    severity: 'warning',
    summary: `Logging in works, and then listings and transfers hang: the firewall ${does} connections from ${whom(question)} to the ports ${ports}, on which the FTP server waits for the data.`,
    says: `${does} FTP data`,
    outcome: 'ok',
    evidence: [
      {
        fact: 'configuration',
        says: range.file
          ? `The FTP server's passive ports: ${range.says}`
          : `The FTP server names no passive ports (${range.says}), so it takes any of ${ports}`,
        source: range.file ?? 'its configuration',
      },
      ...evidenceOf(first),
    ],
    fixes: [opening(range, rules.owners.ufw)],
  };
}

const speaksFtp = ({ probes }: WalkSeen): boolean =>
  (valueIn(probes) ?? []).some(({ conversations }) =>
    conversations.some(({ protocol }) => protocol === 'ftp'),
  );

/** Ports all over the range, its ends among them. */
const samples = ({ from, to }: PassivePorts): readonly number[] => [
  ...new Set(
    Array.from({ length: SAMPLES }, (_, index) => from + Math.round(((to - from) * index) / (SAMPLES - 1))),
  ),
];

function opening({ from, to, file }: PassivePorts, ufw: boolean) {
  const [low, high] = file ? [from, to] : [50_000, 50_100];
  const range = file
    ? ''
    : `First give it few ports: pasv_min_port=${low} and pasv_max_port=${high} in vsftpd.conf, PassivePorts ${low} ${high} in proftpd.conf; restart it.\n`;
  const command = ufw
    ? `ufw allow ${low}:${high}/tcp`
    : `Accept TCP to ${low}:${high} before the rule above: iptables -I INPUT -p tcp --dport ${low}:${high} -j ACCEPT, or in nftables tcp dport ${low}-${high} accept.`;
  return { title: 'Let the data ports through', text: `${range}${command}`, needsRoot: true };
}
