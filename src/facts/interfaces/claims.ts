import { parseAddress } from '../../net/address.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Asked } from '../../system/arp.js';
import type { System } from '../../system/system.js';
import { type Fact, valueIn } from '../fact.js';
import type { Interface } from './types.js';

/** Most addresses that are asked about. */
const MOST = 8;

/** An address of this machine, and the card on whose network others are asked for it. */
interface Pair {
  readonly card: Interface;
  readonly address: string;
}

/** A card on whose network ARP finds neighbours. */
const hasArp = ({ type, flags, hardwareAddress }: Interface): boolean =>
  type === 'ether' &&
  hardwareAddress !== null &&
  flags.includes('LOWER_UP') &&
  !flags.includes('NOARP') &&
  !flags.includes('POINTOPOINT');

const isOn = (address: string, card: Interface): boolean =>
  card.addresses.some(own => own.family === 4 && inPrefix(address, `${own.address}/${own.prefix}`));

/** An address on loopback or on a dummy is shared on purpose: the load balancer in front answers for it. */
export const isPlugged = ({ flags, kind }: Interface): boolean =>
  !flags.includes('LOOPBACK') && kind !== 'dummy';

/**
 * What is asked of the network that a client comes from: addresses of this machine that belong there, on whatever card,
 * and one that a load balancer there may answer for. Of others it is nobody's business who has them: a bridge of
 * containers has the same address on many machines, and Linux answers on all cards. A client that is said to be this
 * machine is asked about too.
 */
function pairsFor({ vantage, address, local, family }: Question, all: readonly Interface[]): readonly Pair[] {
  if (!local || family !== 4) return [];
  if (vantage.kind === 'self')
    return all.filter(card => isOn(vantage.label, card)).map(card => ({ card, address: vantage.label }));
  const shared = all.some(item => !isPlugged(item) && item.addresses.some(each => each.address === address));
  const others = all.filter(isPlugged).flatMap(item => item.addresses.map(each => each.address));
  return all
    .filter(({ name }) => name === vantage.input)
    .flatMap(card =>
      [...(shared ? [address] : []), ...others.filter(each => isOn(each, card))].map(each => ({
        card,
        address: each,
      })),
    );
}

function pairsOf(questions: readonly Question[], all: readonly Interface[]): readonly Pair[] {
  const pairs = questions.flatMap(question => pairsFor(question, all)).filter(({ card }) => hasArp(card));
  const once = new Map(pairs.map(pair => [`${pair.card.name} ${pair.address}`, pair]));
  return [...once.values()].slice(0, MOST);
}

interface Sent extends Pair {
  readonly question: Asked;
}

/**
 * Asks the networks by which clients come whether another machine has an address of this one (duplicate address
 * detection, RFC 5227): the kernel does so for IPv6 alone. The questions go out at once; what is returned reads the
 * answers that have come by then into the interfaces.
 */
export function askForClaims(
  system: System,
  interfaces: Fact<readonly Interface[]>,
  questions: readonly Question[],
): () => Fact<readonly Interface[]> {
  const all = valueIn(interfaces) ?? [];
  const sent = pairsOf(questions, all).flatMap(({ card, address }): Sent[] => {
    const bytes = parseAddress(address)?.bytes ?? [];
    const { index, hardwareAddress } = card;
    const question = system.askWhoHas?.({ index, hardwareAddress: hardwareAddress! }, bytes);
    return question ? [{ card, address, question }] : [];
  });
  return () => withClaims(interfaces, sent);
}

function withClaims(
  interfaces: Fact<readonly Interface[]>,
  sent: readonly Sent[],
): Fact<readonly Interface[]> {
  if (interfaces.status === 'unknown' || sent.length === 0) return interfaces;
  // Any card of this machine answers for the addresses of the others.
  const own = new Set(interfaces.value.map(item => item.hardwareAddress?.toLowerCase()));
  const claims = sent.flatMap(({ card, address, question }) =>
    question
      .answers()
      .filter(each => !own.has(each))
      .map(by => ({ address, by, on: card.name })),
  );
  if (claims.length === 0) return interfaces;
  const value = interfaces.value.map(item => ({
    ...item,
    addresses: item.addresses.map(each => {
      const claimed = claims.filter(({ address }) => address === each.address);
      return claimed.length ? { ...each, claimed: claimed.map(({ by, on }) => ({ by, on })) } : each;
    }),
  }));
  return { ...interfaces, value };
}
