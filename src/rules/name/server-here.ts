import type { Interface } from '../../facts/interfaces/types.js';
import { isNeighbours } from '../../facts/names/elsewhere.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { serves, takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { loopbackOf } from '../../net/address.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { at, takersOf } from '../serving.js';
import { asksName } from './lookup.js';

/** Ports that nearly every machine has: one that is open here says nothing about which machine was meant. */
const everywhere = new Set([22, 25, 53, 68, 111, 123, 323, 631, 5353, 5355, 9100]);

/** The listeners of the question's port on this machine. */
export const serversHere = (sockets: readonly Socket[], question: Question): readonly Socket[] =>
  sockets.filter(each => each.local.port === question.port && serves(each, question.protocol));

/** A listener here makes it likely that this machine was meant: not every machine has that port. */
export const likelyMeant = (sockets: readonly Socket[], question: Question): boolean =>
  !everywhere.has(question.port) && serversHere(sockets, question).length > 0;

/**
 * The question is about this machine; or its name is, though the hosts file leads it to another one that is not had: what
 * is wrong with the server here then stands behind that.
 */
export const isMeantHere = (
  names: NameLookup | undefined,
  probes: readonly Probe[] | undefined,
  sockets: readonly Socket[],
  interfaces: readonly Interface[],
  question: Question,
): boolean =>
  question.local ||
  (names?.from === 'hosts' &&
    !isNeighbours(names, interfaces) &&
    asksName(names, question) &&
    probeOf(probes, question)?.outcome !== 'connected' &&
    likelyMeant(sockets, question));

/**
 * The question as it would be asked of the server here, where the hosts file leads its name to another machine that is
 * not had, or where nobody takes connections at its own address: what is wrong with that server shows next. Any other
 * question as it is.
 */
export function askedHere(
  probes: readonly Probe[],
  sockets: readonly Socket[],
  question: Question,
): Question {
  if (question.local) return askedBeside(probes, sockets, question);
  if (question.vantage.kind !== 'self') return question;
  const here = probes.find(({ standsIn, port }) => standsIn && port === question.port);
  const away = probeOf(probes, question)?.outcome;
  return here && away !== undefined && away !== 'connected' && likelyMeant(sockets, question)
    ? { ...question, address: here.address, local: true }
    : question;
}

/** The same port at an address where a server was tried, for one at which nobody listens. */
function askedBeside(probes: readonly Probe[], sockets: readonly Socket[], question: Question): Question {
  if (takersOf(sockets, question).length > 0) return question;
  const servers = serversHere(sockets, question);
  const tried = probes.find(
    ({ protocol, address, port, because }) =>
      protocol === question.protocol &&
      port === question.port &&
      !because &&
      takers(servers, address, 'lo').length > 0,
  );
  return tried ? { ...question, address: tried.address } : question;
}

/** Where the server here is had from here, and that in words. */
export interface Here {
  readonly address: string;
  readonly words: string;
}

/**
 * The address that leads from here to the server here: loopback where it takes that, else its own. One that is tied to a
 * device, or to an address that this machine has lost, is had by none; loopback then leads to what is wrong next.
 */
export function addressHere(
  sockets: readonly Socket[],
  question: Question,
  interfaces: readonly Interface[] | undefined,
): Here | undefined {
  const servers = serversHere(sockets, question);
  const loopback = ['127.0.0.1', '::1'].find(address => takers(servers, address, 'lo').length > 0);
  const own = servers.find(({ local }) => leadsHere(local.address, interfaces))?.local.address;
  const address = loopback ?? own;
  if (address !== undefined)
    return { address, words: `the port is open on this machine at ${at(address, question.port)}` };
  const [first] = servers;
  if (!first) return undefined;
  const tied = first.device === null ? 'an address that it has lost' : first.device;
  return {
    address: loopbackOf(first.family),
    words: `a server on this machine has the port, on ${tied} alone`,
  };
}

/** Somebody can connect to it, and that leads to this machine, as far as its interfaces tell. */
const leadsHere = (address: string, interfaces: readonly Interface[] | undefined): boolean =>
  !isWildcard(address) &&
  (isLoopback(address) ||
    interfaces === undefined ||
    interfaces.some(({ addresses }) => addresses.some(own => own.address === address)));
