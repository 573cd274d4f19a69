import { type CauseCode, layerOf } from '../causes.js';
import type { Probe } from '../facts/probes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import { familyOf } from '../net/address.js';
import { isLoopback } from '../net/prefix.js';
import { here, type Question } from '../net/question.js';
import { takersOf } from '../rules/serving.js';
import { asksUrl } from '../rules/talk.js';
import type { Settled } from './settle.js';

/**
 * What this machine itself would have asked, where only others are asked about and its listener was met by loopback alone,
 * or at none of the addresses: a rule for this machine may have stopped its attempts elsewhere.
 */
export function ownAttempts(questions: readonly Question[], probes: readonly Probe[]): readonly Question[] {
  const first = questions.find(({ local }) => local);
  if (!first || questions.some(({ vantage }) => vantage.kind === 'self')) return [];
  const asked = new Set(questions.map(({ address }) => address));
  // What a rule leads to was tried as well, at a port of its own.
  const beside = probes
    .filter(({ address, port }) => port === first.port && isLoopback(address) && !asked.has(address))
    .map(({ address }) => address);
  const isMet = ({ address, port, outcome }: Probe) =>
    asked.has(address) && port === first.port && outcome === 'connected';
  if (beside.length === 0 && probes.some(isMet)) return [];
  const own = questions.filter(({ local }) => local).map(({ address }) => address);
  return [...new Set([...beside, ...own])].map(address => ({
    ...first,
    vantage: here,
    address,
    family: familyOf(address) ?? first.family,
  }));
}

const isOwnAttempt = ({ question, reach }: Settled): boolean =>
  question.vantage.kind === 'self' && question.local && reach.by === 'probe';

/** A rule of this machine's own firewall stopped its own attempt. */
const isStopped = ({ reach, found }: Settled): boolean =>
  reach.outcome !== 'ok' &&
  found.some(each => each.finding.severity === 'error' && layerOf(each.code) === 'firewall');

const filters: ReadonlySet<CauseCode> = new Set([
  'firewall/drop',
  'firewall/reject',
  'firewall/reply-dropped',
]);

/** What stopped it is a filter, which others are asked about by themselves; not where the connection leads. */
const isFiltered = ({ found }: Settled): boolean => found.some(({ code }) => filters.has(code));

/**
 * Questions of other machines of which this machine's own attempt says nothing, because a rule stopped it that is for
 * this machine alone: others come in by other hooks, and the listener has answered at another address, or could be met at
 * none and is seen to wait for clients, or a rule sends the connection on (`sentOn`) to where it never got.
 */
export function untoldByAttempt(
  settled: readonly Settled[],
  sockets: readonly Socket[],
  sentOn: ReadonlySet<Question>,
): ReadonlySet<Question> {
  const inodesOf = ({ question }: Pick<Settled, 'question'>) =>
    takersOf(sockets, question).map(({ inode }) => inode);
  const own = settled.filter(isOwnAttempt);
  const answering = new Set(own.filter(({ reach }) => reach.outcome === 'ok').flatMap(inodesOf));
  const stopped = own.filter(isStopped);
  const filtered = stopped.filter(isFiltered);
  const arrived = new Set(own.filter(each => !filtered.includes(each)).flatMap(inodesOf));
  const keptFrom = (list: readonly Settled[], { address }: Question) =>
    list.some(each => each.question.address === address);
  const isUntold = (question: Question): boolean => {
    if (sentOn.has(question) && keptFrom(filtered, question)) return true;
    const takers = takersOf(sockets, question);
    if (takers.some(({ inode }) => answering.has(inode))) return true;
    // A connection was asked for, and no more: one that waits to be taken would be a sign that nobody takes any.
    const waits = takers.every(({ inode, queue }) => queue.used === 0 && !arrived.has(inode));
    return keptFrom(filtered, question) && takers.length > 0 && waits && isConnection(question);
  };
  const others = settled.map(each => each.question).filter(({ vantage }) => vantage.kind !== 'self');
  return new Set(others.filter(question => keptFrom(stopped, question) && isUntold(question)));
}

/** An attempt that came to nothing and leaves a question open, with the rule for this machine alone that stopped it. */
export function withOwnRule(settled: Settled, attempts: readonly Settled[]): Settled {
  const { question, reach, found } = settled;
  if (reach.outcome !== 'unknown' || reach.says === undefined) return settled;
  const attempt = attempts.find(each => each.question.address === question.address && isStopped(each));
  const filter = attempt?.found.find(({ code }) => filters.has(code));
  if (!filter) return settled;
  const known = { ...filter, finding: { ...filter.finding, severity: 'note' as const } };
  return {
    ...settled,
    found: [...found, known],
    reach: { ...reach, says: 'a rule here stopped the attempt from here' },
  };
}

const isConnection = (question: Question): boolean => question.protocol === 'tcp' && !asksUrl(question);
