import { listIn, valueIn } from '../../facts/fact.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import type { Evidence, Finding, Seen } from '../rule.js';
import { type situationFacts, situationOf } from '../situation.js';
import { advice, finding, strictly, type Talk, told } from '../talk.js';
import { upstreamFixes } from './upstream-fixes.js';
import { idleBehind } from './upstream-idle.js';
import type { UpstreamFault } from './upstream-types.js';
import { lastWordsOf } from './upstream-words.js';
import { noted, passesOn } from './without-upstream.js';

/**
 * The upstream that is to blame: the one that the error log names, or else the first that does not work. Where some requests
 * are answered (`some`), it is not known of upstreams on other machines which of several it is.
 */
export function blamed(
  faults: readonly UpstreamFault[],
  logged: Passing['logged'],
  some: boolean,
): UpstreamFault | undefined {
  const named = faults.find(({ state }) => logged?.line.includes(upstreamName(state.upstream)));
  if (named || !some) return named ?? faults[0];
  return faults.find(({ kind }) => kind !== 'elsewhere') ?? (faults.length === 1 ? faults[0] : undefined);
}

/** How the fault was seen. */
function evidenceOf({ state, says }: UpstreamFault): readonly Evidence[] {
  if (state.exhausted) {
    const { line, path } = state.exhausted;
    return [
      passesOn(state.upstream),
      { fact: 'upstreams', says: `PHP-FPM's log says: ${line}`, source: path },
    ];
  }
  if (state.denied)
    return [
      passesOn(state.upstream),
      { fact: 'upstreams', says: state.denied.line, source: 'the audit log' },
    ];
  if (state.stopped)
    return [
      passesOn(state.upstream),
      ...state.stopped.pids.slice(0, 4).map(pid => ({
        fact: 'upstreams' as const,
        says: `pid ${pid} is in state T (stopped)`,
        source: `/proc/${pid}/stat`,
      })),
    ];
  const { upstream, socket, probes } = state;
  const tried: readonly Conversation[] = probes.flatMap(({ conversations }) => conversations.slice(0, 1));
  return [
    passesOn(upstream),
    {
      fact: 'upstreams',
      says: says.charAt(0).toUpperCase() + says.slice(1),
      source: tried[0]
        ? 'connections from here'
        : socket
          ? `stat ${socket.path}`
          : `connect() to ${upstreamName(upstream)}`,
    },
  ];
}

type Fronts = NonNullable<Passing['fronts']>;

/** "nginx behind apache2": a proxy with those before it, the one that was asked last. */
export const inRow = (proxy: string, fronts: Fronts): string =>
  [proxy, ...fronts.map(each => each.proxy).reverse()].join(' behind ');

interface Failure {
  readonly talk: Talk;
  readonly failure: string;
  readonly proxy: string;
  readonly fronts: Fronts;
  readonly logged: Passing['logged'];
  readonly fault: UpstreamFault;
  readonly master: Process | undefined;
}

/** The upstream that is to blame was found: what became of its application is said, and what starts it again. */
export function failed(
  { talk, failure, proxy, fronts, logged, fault, master }: Failure,
  facts: Seen<never, (typeof situationFacts)[number]>,
  question: Question,
): Finding {
  const name = upstreamName(fault.state.upstream);
  const around = {
    logs: listIn(facts.logs),
    pm2: listIn(facts.pm2),
    machine: valueIn(facts.machine),
    logged,
  };
  const last = lastWordsOf(fault, around);
  const idle = last ? undefined : idleBehind(fault, { ...around, containers: listIn(facts.containers) });
  const since = last ? `; ${last.says}` : idle ? `; ${idle.who} is ${idle.state}` : '';
  const whom = fault.says.includes(name) ? '' : ` (${name})`;
  return finding(
    strictly(talk, 'error', talk.end.http ? 'warning' : 'error'),
    `${inRow(proxy, fronts)} works, but gets no answer from the application behind it${whom}: ${fault.says}${since}.`,
    `${name} behind ${proxy}`,
    [
      told(talk.end, `${failure} from ${fronts[0]?.proxy ?? proxy}`),
      ...fronts.map(({ upstream }) => passesOn(upstream)),
      ...evidenceOf(fault),
      ...(last ? [last.evidence] : []),
      ...(idle ? [{ fact: idle.fact, says: `${idle.who} is ${idle.state}`, source: idle.source }] : []),
      ...noted(logged),
    ],
    {
      fixes: [
        ...(last ? [advice('Mend what its log says, then start the application', last.log)] : []),
        ...(idle ? [idle.fix] : []),
        ...upstreamFixes(fault, {
          files: listIn(facts.configuration),
          master,
          situation: situationOf(facts, question),
        }),
      ],
      outcome: talk.end.http ? (talk.url ? 'http-error' : 'ok') : 'no-answer',
    },
  );
}
