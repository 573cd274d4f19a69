import { layerOf } from '../causes.js';
import type { Probe } from '../facts/probes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import { familyOf } from '../net/address.js';
import { isLoopback } from '../net/prefix.js';
import { here, type Question } from '../net/question.js';
import { takersOf } from '../rules/serving.js';
import type { Settled } from './settle.js';

/**
 * What this machine itself would have asked, where only others are asked about and its listener was met by loopback alone:
 * a rule for this machine may have stopped its attempts elsewhere.
 */
export function ownAttempts(questions: readonly Question[], probes: readonly Probe[]): readonly Question[] {
  const first = questions.find(({ local }) => local);
  if (!first || questions.some(({ vantage }) => vantage.kind === 'self')) return [];
  const asked = new Set(questions.map(({ address }) => address));
  // What a rule leads to was tried as well, at a port of its own.
  const beside = probes
    .filter(({ address, port }) => port === first.port && isLoopback(address) && !asked.has(address))
    .map(({ address }) => address);
  if (beside.length === 0) return [];
  const own = questions.filter(({ local }) => local).map(({ address }) => address);
  return [...new Set([...beside, ...own])].map(address => ({
    ...first,
    vantage: here,
    address,
    family: familyOf(address) ?? first.family,
  }));
}

/** A rule of this machine's own firewall stopped its own attempt. */
const isStopped = ({ question, reach, found }: Settled): boolean =>
  question.vantage.kind === 'self' &&
  question.local &&
  reach.by === 'probe' &&
  reach.outcome !== 'ok' &&
  found.some(each => each.finding.severity === 'error' && layerOf(each.code) === 'firewall');

/** What stopped it is a filter, which others are asked about by themselves; not where the connection leads. */
const isFiltered = ({ found }: Settled): boolean =>
  found.some(({ code }) => code === 'firewall/drop' || code === 'firewall/reject');

const isAnswered = ({ question, reach }: Settled): boolean =>
  question.vantage.kind === 'self' && reach.by === 'probe' && reach.outcome === 'ok';

/**
 * Questions of other machines of which this machine's own attempt says nothing, because a rule stopped it that is for
 * this machine alone: others come in by other hooks, and the listener has answered at another address, or a rule sends the
 * connection on (`sentOn`) to where it never got.
 */
export function untoldByAttempt(
  settled: readonly Settled[],
  sockets: readonly Socket[],
  sentOn: ReadonlySet<Question>,
): ReadonlySet<Question> {
  const inodesOf = (question: Question) => takersOf(sockets, question).map(({ inode }) => inode);
  const answering = new Set(settled.filter(isAnswered).flatMap(each => inodesOf(each.question)));
  const own = settled.filter(isStopped);
  const stopped = new Set(own.map(each => each.question.address));
  const filtered = new Set(own.filter(isFiltered).map(each => each.question.address));
  const untold = settled
    .map(each => each.question)
    .filter(
      question =>
        question.vantage.kind !== 'self' &&
        stopped.has(question.address) &&
        ((sentOn.has(question) && filtered.has(question.address)) ||
          inodesOf(question).some(inode => answering.has(inode))),
    );
  return new Set(untold);
}
