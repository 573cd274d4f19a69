import type { NameLookup } from '../../facts/names/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { serves, takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
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
  question: Question,
): boolean =>
  question.local ||
  (names?.from === 'hosts' &&
    asksName(names, question) &&
    probeOf(probes, question)?.outcome !== 'connected' &&
    likelyMeant(sockets, question));

/** An address by which the server here is reached from here: loopback where it takes that, else its own. */
export function addressHere(sockets: readonly Socket[], question: Question): string | undefined {
  const servers = serversHere(sockets, question);
  const loopback = ['127.0.0.1', '::1'].find(address => takers(servers, address, 'lo').length > 0);
  return (
    loopback ??
    servers.find(each => !isLoopback(each.local.address))?.local.address ??
    servers[0]?.local.address
  );
}
