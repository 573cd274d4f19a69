import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import { acceptedOf } from '../../facts/sockets/accepted.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import {
  frontLimits,
  type Limit,
  type ServerLimit,
  serverLimits,
} from '../../programs/proxies/haproxy-limits.js';
import { probeOf } from '../probe.js';
import type { Evidence, Finding, Outcome } from '../rule.js';
import { holdersOf, named, serversOf } from '../serving.js';
import { silenceOf } from '../silence.js';
import { advice, finding, strictly, type Talk, talkOf } from '../talk.js';

/** What shows that HAProxy has as many connections as it may. */
export interface ProxyFacts extends Pick<FactValues, 'probes'> {
  readonly sockets: Fact<FactValues['sockets']>;
  readonly resampled: Fact<FactValues['resampled']>;
  readonly owners: Fact<FactValues['owners']>;
  readonly processes: Fact<FactValues['processes']>;
  readonly outgoing: Fact<FactValues['outgoing']>;
  readonly configuration: Fact<FactValues['configuration']>;
}

/** What HAProxy answers a request that has waited in its queue for as long as timeout queue allows. */
const noServer = /No server is available to handle this request/;

/** HAProxy takes no further client, or asks none of its servers, for it has as many connections as maxconn allows. */
export function proxyFull(facts: ProxyFacts, question: Question): Finding | undefined {
  const talk = talkOf(facts.probes, question);
  const answer = talk?.end.http;
  const queued = answer?.status === 503 && noServer.test(answer.body);
  const lost = probeOf(facts.probes, question)?.outcome === 'timeout';
  const silent = lost || silenceOf(facts.probes, question) !== undefined;
  if (!question.local || !(silent || queued)) return undefined;
  const process = haproxyAt(facts, question);
  if (!process) return undefined;
  const files = valueIn(facts.configuration) ?? [];
  const who = named(process, valueIn(facts.processes) ?? []);
  const front = silent ? frontFull(facts, files, question) : undefined;
  // Who is waited for by HAProxy has been taken by it.
  const found = front ?? (lost ? undefined : serversFull(facts, files, question));
  if (!found) return undefined;
  const { limit, evidence, says } = found;
  return finding(
    silent || !talk ? 'error' : strictly(talk, 'error', 'warning'),
    `${who} has as many connections as it may: ${says}.`,
    `maxconn ${limit.most} reached`,
    evidence,
    {
      fixes: [
        advice(
          'See who holds the connections',
          `ss -tnp state established | grep pid=${process.pid} shows them: an application that answers slowly, or clients that stay, hold them all. timeout client, timeout server and timeout http-keep-alive end those that are idle.`,
          true,
        ),
        advice(
          'Let in more',
          `${limit.line.file}:${limit.line.line} says ${limit.line.text}: write a larger number, then reload HAProxy. What it hands requests to must be able to take them.`,
          true,
        ),
      ],
      outcome: lost ? 'timeout' : outcomeOf(silent ? undefined : talk),
    },
  );
}

const outcomeOf = (talk: Talk | undefined): Outcome => {
  if (!talk) return 'no-answer';
  return talk.url ? 'http-error' : 'ok';
};

interface Full {
  readonly limit: Limit;
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

const written = ({ of, line }: Limit): Evidence => ({
  fact: 'configuration',
  says: `The limit of ${of}: ${line.text}`,
  source: `${line.file}:${line.line}`,
});

function haproxyAt({ sockets, owners, processes }: ProxyFacts, question: Question): Process | undefined {
  return serversOf(valueIn(sockets) ?? [], question)
    .flatMap(socket => holdersOf(socket, owners, valueIn(processes) ?? []))
    .find(({ name }) => name === 'haproxy');
}

/** It has taken the most that it takes, and leaves the rest with the kernel. */
function frontFull(
  { sockets, resampled }: ProxyFacts,
  files: readonly ConfigurationFile[],
  question: Question,
): Full | undefined {
  const now = valueIn(resampled) ?? [];
  const waiting = now.find(each => each.state === 'listen' && each.queue.used > 0)?.queue.used ?? 0;
  if (waiting === 0) return undefined;
  const taken = Math.min(acceptedOf(valueIn(sockets) ?? []), acceptedOf(now));
  const limit = frontLimits(files, question.port).find(({ most }) => taken >= most);
  return (
    limit && {
      limit,
      says: `${taken} of the ${limit.most} that ${limit.of} takes, and ${waiting} more wait to be accepted`,
      evidence: [
        written(limit),
        {
          fact: 'resampled',
          says: `${taken} accepted connections on port ${question.port}, and ${waiting} not accepted; as many when looked at again`,
          source: 'sock_diag or /proc/net/tcp',
        },
      ],
    }
  );
}

/** Each of its servers has as many connections as it is given: requests wait in HAProxy's queue. */
function serversFull(
  { outgoing }: ProxyFacts,
  files: readonly ConfigurationFile[],
  question: Question,
): Full | undefined {
  const made = (valueIn(outgoing) ?? []).filter(each => each.made);
  const servers = serverLimits(files, question.port).map(server => ({
    ...server,
    open: made.filter(({ remote }) => remote.port === server.port && means(server, remote.address)).length,
  }));
  const [first] = servers;
  const isFull = (each: (typeof servers)[number]) => each.limit !== null && each.open >= each.limit.most;
  if (!first?.limit || !servers.every(isFull)) return undefined;
  return {
    limit: first.limit,
    says: `${first.limit.of} has the ${first.limit.most} that it is given${servers.length > 1 ? ', and so have the others' : ''}, so requests wait in its queue`,
    evidence: servers.flatMap(({ limit, host, port, open }) =>
      limit
        ? [
            written(limit),
            {
              fact: 'outgoing' as const,
              says: `${open} connections of HAProxy's to ${host}:${port}`,
              source: '/proc/PID/net/tcp, /proc/PID/fd',
            },
          ]
        : [],
    ),
  };
}

const means = ({ host }: ServerLimit, address: string): boolean =>
  host === address || (host === 'localhost' && isLoopback(address));
