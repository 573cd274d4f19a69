import { parseAddress } from '../../net/address.js';
import { within } from '../../net/prefix.js';
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
export const hasArp = ({ type, flags, hardwareAddress }: Interface): boolean =>
  type === 'ether' &&
  hardwareAddress !== null &&
  flags.includes('LOWER_UP') &&
  !flags.includes('NOARP') &&
  !flags.includes('POINTOPOINT');

/** An address on loopback or on a dummy is shared on purpose: the load balancer in front answers for it. */
export const isPlugged = ({ flags, kind }: Interface): boolean =>
  !flags.includes('LOOPBACK') && kind !== 'dummy';

/**
 * What is asked of a card's network, for the clients that come from there: addresses of this machine that belong there,
 * on whatever card, and those that a load balancer there may answer for. Of others it is nobody's business who has them:
 * a bridge of containers has the same address on many machines, and Linux answers on all cards. A client that is said
 * to be this machine is asked about too.
 */
function askedOn(
  card: Interface,
  questions: readonly Question[],
  all: readonly Interface[],
): readonly string[] {
  const belongs = within(...card.addresses.map(({ address, prefix }) => `${address}/${prefix}`));
  const ourselves = questions
    .filter(({ vantage }) => vantage.kind === 'self')
    .map(({ vantage }) => vantage.label);
  const clients = questions.filter(({ vantage }) => vantage.kind !== 'self' && vantage.input === card.name);
  if (clients.length === 0) return ourselves.filter(belongs);
  const shared = new Set(all.filter(item => !isPlugged(item)).flatMap(addressesOf));
  const wanted = clients.map(({ address }) => address).filter(each => shared.has(each) || belongs(each));
  return [
    ...ourselves.filter(belongs),
    ...wanted,
    ...all.filter(isPlugged).flatMap(addressesOf).filter(belongs),
  ];
}

const addressesOf = ({ addresses }: Interface): string[] =>
  addresses.filter(({ family }) => family === 4).map(({ address }) => address);

function pairsOf(questions: readonly Question[], all: readonly Interface[]): readonly Pair[] {
  const asked = questions.filter(({ local, family }) => local && family === 4);
  const pairs = all
    .filter(hasArp)
    .flatMap(card => [...new Set(askedOn(card, asked, all))].map(address => ({ card, address })));
  return pairs.slice(0, MOST);
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
