import { unmapped } from '../net/address.js';
import { isLoopback } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import { arrivalOf } from './interfaces/clients.js';
import type { Interface } from './interfaces/types.js';
import { isLocal } from './questions.js';
import type { Socket } from './sockets/types.js';

/**
 * The questions of a client that is named, about the address that it asks for: where only a port was typed, that was a
 * guess, or two, and its own connections to the port tell, those that are not made yet first. Nobody elsewhere asks for a loopback address: a
 * rule has led the connection there.
 */
export const atClients = (
  questions: readonly Question[],
  sockets: readonly Socket[],
  interfaces: readonly Interface[],
): readonly Question[] =>
  questions.flatMap((question, index) => {
    const { target, vantage, port, protocol } = question;
    const client = vantage.source;
    if (target.host !== null || vantage.kind !== 'address' || client === null) return question;
    const asked = sockets
      .filter(
        each =>
          each.protocol === protocol &&
          each.local.port === port &&
          unmapped(each.remote?.address ?? '') === client &&
          !isLoopback(unmapped(each.local.address)) &&
          isLocal(unmapped(each.local.address), interfaces),
      )
      .toSorted((one, two) => Number(two.state === 'syn-recv') - Number(one.state === 'syn-recv'))[0];
    if (!asked) return question;
    const address = unmapped(asked.local.address);
    // Where two were guessed, one is left.
    if (questions.findIndex(each => each.vantage.source === client) < index) return [];
    const input = arrivalOf(client, address, interfaces)?.interface ?? null;
    return { ...question, address, vantage: { ...vantage, input }, local: true };
  });
