import { familyOf, unmapped } from '../net/address.js';
import { inPrefix, isLoopback, isWildcard } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import type { Interface } from './interfaces/types.js';
import { isLocal } from './questions.js';
import type { Socket } from './sockets/types.js';

/** Most addresses of listeners that are asked about besides. */
const MOST = 8;

/** The addresses that somebody listens on, wildcards apart, and the one of each link that takes a zone. */
export const addressesOf = (sockets: readonly Socket[]): readonly string[] => [
  ...new Set(
    sockets
      .filter(({ state }) => state === 'listen')
      .map(({ local }) => unmapped(local.address))
      .filter(each => !isWildcard(each) && !/^fe[89ab]/i.test(each)),
  ),
];

/**
 * The questions about a port, and about the very addresses that it is listened on where none of them asks for these:
 * 127.0.0.2, a second address of a network, the ninth of the machine. Each client's questions stay together. `isOwn`: the
 * address is this machine's.
 */
export function atListeners(
  questions: readonly Question[],
  sockets: readonly Socket[],
  interfaces: readonly Interface[],
  isOwn = (address: string): boolean => isLocal(address, interfaces),
): readonly Question[] {
  if (questions.some(({ target, address }) => target.host !== null || address === '')) return questions;
  const protocol = questions[0]?.protocol;
  const bound = addressesOf(sockets.filter(each => each.protocol === protocol))
    .filter(isOwn)
    .slice(0, MOST);
  return questions.flatMap((question, at) => {
    const { vantage, family } = question;
    const mine = (each: Question): boolean => each.vantage === vantage || sameClient(each, question);
    if (questions.slice(at + 1).some(each => mine(each) && each.family === family)) return [question];
    const asked = questions.filter(mine).map(({ address }) => address);
    const more = bound.filter(
      address =>
        familyOf(address) === family && !asked.includes(address) && comesTo(question, address, interfaces),
    );
    return [question, ...more.map(address => ({ ...question, address, local: true }))];
  });
}

const sameClient = ({ vantage: one }: Question, { vantage: other }: Question): boolean =>
  one.label === other.label && one.input === other.input && one.network === other.network;

/** This machine comes to all of its addresses, others to those of the network that they are on, or come to by a router. */
const comesTo = (
  { vantage: { kind, network }, address: met }: Question,
  address: string,
  interfaces: readonly Interface[],
): boolean => {
  if (kind === 'self') return true;
  const shared = kind === 'lan' ? network : networkHolding(met, interfaces);
  return shared !== null && !isLoopback(address) && inPrefix(address, shared);
};

/** The network that one of this machine's addresses is on. */
function networkHolding(address: string, interfaces: readonly Interface[]): string | null {
  const own = interfaces.flatMap(each => each.addresses).find(each => each.address === address);
  return own ? `${own.address}/${own.prefix}` : null;
}
