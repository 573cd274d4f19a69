import { type Fact, valueIn } from '../../facts/fact.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { type Quote, sayQuote, sourceOf } from '../../firewall/quote.js';
import { here, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { isOwn } from '../bind/own-address.js';
import { someFail } from '../dealt.js';
import { answerIn, isWithin } from '../namespace/inside.js';
import { probeOf } from '../probe.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { at, takersOf } from '../serving.js';
import { isJudged, type Judged, judge, type WalkSeen } from './judged.js';
import { withoutRedirect } from './redirect-fixes.js';
import { whom } from './words.js';

/** This machine's own connection to another, which its rules lead elsewhere; it was tried, and failed there. */
export function ledAway(
  probe: Pick<Probe, 'outcome'> | undefined,
  judged: Judged,
  quote: Quote,
  question: Question,
): Finding | undefined {
  const { destination, verdict, delivery } = judged.walk;
  if (!probe || verdict !== 'pass' || !(probe.outcome in FAILED)) return undefined;
  const goal = at(destination.address, destination.port);
  const place = delivery === 'local' ? 'of this machine itself' : 'instead';
  const refused = probe.outcome === 'refused';
  return {
    severity: 'error',
    summary: `A NAT rule of this machine sends its own connections to ${at(question.address, question.port)} on to ${goal} ${place}, ${refused ? 'where they are refused' : 'where nothing answers'}: ${sayQuote(quote)}.`,
    says: `redirected to ${goal}`,
    outcome: FAILED[probe.outcome]!,
    evidence: [
      { fact: 'firewall', says: `${sayQuote(quote)} leads to ${goal}`, source: sourceOf(quote) },
      {
        fact: 'probes',
        says: `The connection that was tried was ${refused ? 'refused' : 'not answered'}`,
        source: `${question.protocol === 'udp' ? 'datagram' : 'connect()'} to ${at(question.address, question.port)}`,
      },
    ],
    ...withoutRedirect(judged, quote, question, true),
  };
}

const FAILED: Readonly<Partial<Record<Probe['outcome'], Finding['outcome']>>> = {
  refused: 'refused',
  timeout: 'timeout',
  'host-unreachable': 'unreachable',
};

/** The rule leads into a container of this machine in which nobody takes that: the business of namespace/. */
export function isUnservedInside(
  namespaces: Fact<readonly Namespace[]>,
  { facts, walk }: Judged,
  { protocol, local }: Question,
): boolean {
  const { address, port } = walk.destination;
  const space = valueIn(namespaces)?.find(each => each.addresses.includes(address));
  // What is published here leads to it for others too, by whatever interface.
  if (!space || !(local || isWithin(space, walk.output, facts.interfaces))) return false;
  return answerIn(space, protocol, address, port).kind !== 'served';
}

/** This machine's own attempt, which its rules send to the same place, was refused there. */
function refusedThere(seen: Surroundings, judged: Judged, question: Question): Probe | undefined {
  const { address, port } = judged.walk.destination;
  const probe = probeOf(valueIn(seen.probes), question);
  if (probe?.outcome !== 'refused') return undefined;
  if (question.vantage.kind === 'self') return probe;
  const own = judge(seen, { ...question, vantage: here });
  if (!isJudged(own) || own.walk.verdict !== 'pass' || own.walk.doubts.length > 0) return undefined;
  const goal = own.walk.destination;
  return goal.address === address && goal.port === port ? probe : undefined;
}

interface Surroundings extends WalkSeen {
  readonly sockets: Fact<readonly Socket[]>;
  readonly namespaces: Fact<readonly Namespace[]>;
  readonly containers: Fact<readonly Container[]>;
}

/** A container that its engine starts again and again has no address in between, and the rule for its port stands. */
const isBetweenRuns = (containers: readonly Container[], { port }: Question): boolean =>
  containers.some(
    ({ addresses, published, restarting, restarts = 0 }) =>
      addresses.length === 0 &&
      (restarting || restarts > 0) &&
      published.some(({ hostPort }) => hostPort === port),
  );

/** What the kernel says of the way on, for packets as they come in, where it has none: the cable of a container may be gone. */
function unledFrom({ walk, facts }: Judged, { vantage }: Question): Finding['evidence'][number] | undefined {
  const { source, input } = vantage;
  const { address } = walk.destination;
  const way = facts.routes?.lookups.find(
    each => each.to === address && each.from === source && each.input === input,
  );
  if (input === null || walk.markIn !== null || way?.error !== 'ENETUNREACH') return undefined;
  return {
    fact: 'routes',
    says: `The kernel's route to ${address} for what comes in by ${input}: no route (ENETUNREACH)`,
    source: `ip route get ${address} from ${source} iif ${input}`,
  };
}

/** What the rule leads to was on a network of this machine's, as containers are, or is to be found by a router. */
const netOf = (address: string): Fix => ({
  title: `Bring back the network of ${address}`,
  text: 'These show which interfaces, addresses and routes there are. The network of a container comes back when the container is started again.\n  ip -brief address\n  ip route',
  needsRoot: false,
});

/** Sent on to another machine, which may be gone. Containers of this machine are the business of namespace/, its own ports of redirected.ts. */
function elsewhere(
  seen: Surroundings,
  judged: Judged,
  quote: Quote,
  question: Question,
): Finding | Unchecked | undefined {
  const { sockets, namespaces, containers } = seen;
  const { address, port } = judged.walk.destination;
  if (isOwn(address, judged.facts.interfaces)) return undefined;
  const inside = [...(valueIn(namespaces) ?? []), ...(valueIn(containers) ?? [])];
  if (inside.some(each => each.addresses.includes(address)) || judged.walk.verdict !== 'pass')
    return undefined;
  if (isBetweenRuns(valueIn(containers) ?? [], question)) return undefined;
  const goal = at(address, port);
  const served = takersOf(valueIn(sockets) ?? [], question).length > 0;
  const finding = (
    why: string,
    outcome: Finding['outcome'],
    seenBy: Finding['evidence'][number],
  ): Finding => ({
    severity: 'error',
    summary: `A NAT rule sends connections of ${whom(question)} to ${at(question.address, question.port)} on to ${goal}, ${why}: ${sayQuote(quote)}.`,
    says: `sent on to ${goal}, ${outcome === 'refused' ? 'which refuses' : 'which does not answer'}`,
    outcome,
    evidence: [
      { fact: 'firewall', says: `${sayQuote(quote)} leads to ${goal}`, source: sourceOf(quote) },
      seenBy,
    ],
    ...withoutRedirect(judged, quote, question, served, undefined, valueIn(namespaces)),
  });
  const neighbour = judged.facts.routes?.neighbours.find(each => each.address === address);
  if (neighbour?.state === 'failed' || neighbour?.state === 'incomplete')
    return finding(`and no machine answers at ${address}`, 'timeout', {
      fact: 'routes',
      says: `The neighbour ${address} on ${neighbour.device} is ${neighbour.state}: it did not answer when it was last asked for`,
      source: `ip neigh show ${address}`,
    });
  const unled = unledFrom(judged, question);
  if (unled) {
    const found = finding('to which this machine has no route', 'unreachable', unled);
    return {
      ...found,
      says: `sent on to ${goal}, without a route`,
      ...(!served && { fixes: [netOf(address)] }),
    };
  }
  if (refusedThere(seen, judged, question))
    return finding('where nothing takes them', 'refused', {
      fact: 'probes',
      says: "This machine's own connection, which its rules send to the same place, was refused there",
      source: `connect() to ${at(question.address, question.port)}`,
    });
  return unchecked(
    `whether anybody answers on ${goal}, where "${quote.text}" leads, cannot be seen from here`,
  );
}

/**
 * The same of each place where chance deals connections out among several: some fail where one is known to take none, and
 * what becomes of them is open where one cannot be seen.
 */
export function someElsewhere(
  seen: Surroundings,
  judged: Judged,
  by: Quote,
  question: Question,
): Finding | Unchecked | undefined {
  const { walk } = judged;
  const first = elsewhere(seen, judged, by, question);
  if (!walk.doubts.every(({ kind }) => kind === 'chance')) return first;
  const all = [
    first,
    ...walk.otherwise.map(goal =>
      elsewhere(seen, { ...judged, walk: { ...walk, destination: goal } }, goal.by ?? by, question),
    ),
  ];
  const dead = all.filter(each => each !== undefined && 'severity' in each);
  if (dead.length === all.length) return first;
  return dead[0] === undefined
    ? all.find(each => each !== undefined)
    : someFail(
        dead[0],
        question,
        'places',
        'one of the places that a NAT rule leads to takes no connections',
      );
}
