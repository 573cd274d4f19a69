import { listIn, valueIn } from '../../facts/fact.js';
import type { Facts, FactValues } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { askedHere } from '../name/server-here.js';
import { defineRule, type Finding, type Seen } from '../rule.js';
import { named } from '../serving.js';
import { laterSilenceOf, missedBy, silenceOf, unansweredOf } from '../silence.js';
import { type Talk, talkOf } from '../talk.js';
import { whileCompiling } from './compiling.js';
import { accepting } from './deafness.js';
import { isStarved, lookInto } from './hung-words.js';
import { occupied } from './occupied.js';
import { deafWhere } from './one-of-several.js';
import { dealing, servingOf } from './servers.js';
import { awaitsUs, type Silent, spokenBy } from './spoken.js';

/** A thread that uses more of a processor than this does nothing else. */
const burning = 0.85;

/** Who wants a processor and is kept from it by a quota burns none. */
const isBusy = (each: Process): boolean => (each.busiestThread ?? 0) >= burning && !isStarved(each);

/** It takes connections and gives no answer while a thread burns a whole processor. */
export const rule = defineRule({
  code: 'process/busy',
  needs: ['sockets', 'owners', 'processes', 'probes'],
  mayUse: ['pm2', 'resampled', 'configuration', 'logs', 'machine'],
  explainedBy: ['process/stopped', 'process/fd-limit', 'http/bad-gateway'],
  check(facts, asked) {
    const { sockets, owners, processes, probes } = facts;
    const talk = talkOf(probes, asked);
    const other = talk && occupied(talk);
    if (other) return other;
    const question = askedHere(probes, sockets, asked);
    const inTurn = busyInTurn(facts, question);
    if (inTurn) return inTurn;
    const holding = servingOf(sockets, owners, processes, question);
    if (!holding) return undefined;
    const serving = dealing(holding, processes, valueIn(facts.pm2) ?? []);
    const byTurns = serving.workers !== holding.workers;
    const later = byTurns ? laterSilenceOf(probes, question) : undefined;
    // Another of them may have answered for the one that is busy.
    const silence = (byTurns ? unansweredOf : silenceOf)(probes, question) ?? later;
    const missed = byTurns && !silence ? missedBy(probes, question) : undefined;
    if (!silence && !missed) return undefined;
    const able = accepting(serving, listIn(facts.resampled), isBusy);
    const busy = able.filter(isBusy);
    const first = busy[0];
    // To one that is busy connections are dealt all the same; what the others keep silent to is no request of their protocol.
    const owes = (worker: Process) => owesAnswer(worker, talk, facts, question);
    const isOwed = (worker: Process) => byTurns && (later || missed || owes(worker));
    if (!first || (busy.length < able.length && !isOwed(first))) return undefined;
    if (isForeign(first, facts, owes)) return undefined;
    const found = busyFinding(first, processes, busy.length < able.length, {
      fact: 'probes',
      says: missed ?? `connected, no byte in ${Math.round(silence?.ms ?? 0)} ms`,
      source: 'a request from here',
    });
    const said = { logs: listIn(facts.logs), now: valueIn(facts.machine)?.now ?? 0 };
    return whileCompiling(found, first, processes, said);
  },
});

function busyFinding(
  busy: Process,
  processes: readonly Process[],
  byLuck: boolean,
  proof: Finding['evidence'][number],
): Finding {
  // One thread uses one processor at most; the two clocks of the sample do not tick together.
  const use = Math.min(100, Math.round((busy.busiestThread ?? 0) * 100));
  return {
    severity: 'error',
    ...(byLuck && { byLuck }),
    summary: `${named(busy, processes)} takes connections and answers none: one of its threads uses ${use} % of a processor and does not come back to them.`,
    says: `${use} % of a processor`,
    evidence: [
      {
        fact: 'processes',
        says: `busiest thread of pid ${busy.pid}: ${use} % of a processor while it was looked at`,
        source: `/proc/${busy.pid}/task/*/stat`,
      },
      proof,
    ],
    fixes: [
      {
        title: 'See what it computes, then restart it',
        text: lookInto(busy, 'perf top'),
        needsRoot: false,
      },
    ],
    outcome: 'no-answer',
  };
}

/** Those who hold a socket that takes turns with others, and leave in its queue what is dealt to it, are busy. */
function busyInTurn(
  facts: Seen<'sockets' | 'owners' | 'processes', 'resampled'>,
  question: Question,
): Finding | undefined {
  const { socket, workers = [] } = deafWhere(facts, question, isBusy) ?? {};
  const [first] = workers;
  if (!socket || !first) return undefined;
  return busyFinding(first, facts.processes, true, {
    fact: 'resampled',
    says: `${counted(socket.queue.used, 'connection')} that the kernel dealt to it (SO_REUSEPORT) not accepted, while others who take turns on the port accept theirs`,
    source: 'sock_diag or /proc/net/tcp',
  });
}

/** Another of its threads took the request, and waits for more: it speaks another protocol, whatever else it computes. */
const isForeign = (
  worker: Process,
  { resampled }: Pick<Facts, 'resampled'>,
  owes: (worker: Process) => boolean,
): boolean => awaitsUs(worker, valueIn(resampled) ?? []) && !owes(worker);

const owesAnswer = (
  worker: Process,
  talk: Talk | undefined,
  facts: Parameters<typeof silent>[1],
  question: Question,
): boolean => (talk && spokenBy(worker, silent(talk, facts), question)?.owes) === true;

const silent = (
  talk: Talk,
  facts: Pick<FactValues, 'processes'> & Pick<Facts, 'resampled' | 'configuration' | 'logs'>,
): Silent => ({
  talk,
  processes: facts.processes,
  resampled: valueIn(facts.resampled) ?? [],
  configuration: valueIn(facts.configuration) ?? [],
  logs: valueIn(facts.logs) ?? [],
});
