import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Question } from '../../net/question.js';
import { ownLogs } from '../http/log-words.js';
import { ownersOf } from '../http/owner.js';
import { logSays } from '../log-line.js';
import type { Finding } from '../rule.js';
import { advice, finding, type Talk } from '../talk.js';

type Used = {
  readonly [K in 'sockets' | 'owners' | 'processes' | 'logs' | 'machine']: Fact<FactValues[K]>;
};

/** Servers that hang up without a word on whom they have no room for, and say so in their log alone. */
const servers = [
  {
    name: /^nginx/,
    words: /worker_connections are not enough(?!, reusing)/,
    setting:
      'worker_connections in the events block of nginx.conf, then reload nginx; and as many open files (worker_rlimit_nofile).',
  },
  {
    name: /^mosquitto/,
    words: /max_connections exceeded/,
    setting: 'max_connections in mosquitto.conf, then restart mosquitto.',
  },
  {
    name: /^mpd$/,
    words: /Max connections reached/,
    setting: 'max_connections in mpd.conf, then restart mpd.',
  },
  {
    name: /^ncat$/,
    words: /connection limit reached \(\d+\)/,
    setting: 'ncat --max-conns NUMBER (-m), and a restart.',
  },
  {
    name: /^proftpd/,
    words: /MaxInstances \(\d+\) (?:exceeded|reached)/,
    setting: 'MaxInstances in proftpd.conf, then restart proftpd.',
  },
];

/** Words that are older may be of another time, milliseconds. */
const FRESH = 60_000;

/** A server that hangs up, and whose log ends with the limit of its clients. */
export function fullByLog(facts: Used, { first }: Talk, question: Question): Finding | undefined {
  if (first.outcome !== 'closed' && first.outcome !== 'reset') return undefined;
  const holders = ownersOf(question, facts.sockets, facts.owners, facts.processes);
  const server = servers.find(({ name }) => holders.some(each => name.test(each.name)));
  const now = valueIn(facts.machine)?.now ?? 0;
  if (!server) return undefined;
  for (const { path, lines, modifiedAt } of ownLogs(valueIn(facts.logs) ?? [], holders)) {
    const last = lines.findLast(line => line.trim() !== '') ?? '';
    if (now - modifiedAt > FRESH || !server.words.test(last)) continue;
    return finding(
      'error',
      `${holders[0]!.name} has no room for another client, and hangs up: its log ends with ${server.words.exec(last)?.[0]}.`,
      'no room for another client',
      [logSays(last.trim().slice(0, 240), path)],
      {
        fixes: [
          advice(
            'See who is connected, and end what is idle',
            `On the server:\n  ss -tn state established '( sport = :${question.port} )'`,
          ),
          advice('Let in more', server.setting, true),
        ],
        outcome: first.outcome === 'reset' ? 'reset' : 'no-answer',
      },
    );
  }
  return undefined;
}
