import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Socket } from '../facts/sockets/types.js';
import { unmapped } from '../net/address.js';
import type { Question } from '../net/question.js';
import { isBefore, isInVain } from '../rules/route/in-vain.js';
import { isTheirs } from '../rules/route/theirs.js';
import { asksUrl } from '../rules/talk.js';

/** Bytes came and bytes were acknowledged: a rule that lets connections be made and drops what is asked on them has passed both. */
const carried = ({ passed }: Socket): boolean =>
  passed !== undefined && passed.received > 0 && passed.acknowledged > 0;

/** What the client asked arrived, and the answer that waits to be acknowledged does not; or what it was sent is sent again. */
const isUnheard = ({ passed, queue }: Socket): boolean =>
  passed !== undefined &&
  ((passed.received > 0 && passed.acknowledged === 0 && queue.limit !== 0) || (passed.retransmits ?? 0) > 0);

/** The handshake passed both ways, and nothing is known to fail since. A UDP socket has none, whatever it is connected to. */
const isMade = (each: Socket): boolean =>
  each.protocol === 'tcp' && each.state === 'established' && !isUnheard(each);

/** The connections of other machines to the port that tell: those that are made, and requests that are answered in vain. */
export function othersConnections({ sockets, interfaces }: Facts): readonly Socket[] {
  const telling = (valueIn(sockets) ?? []).filter(each => isMade(each) || isInVain(each));
  if (telling.length === 0) return telling;
  const own = new Set(
    (valueIn(interfaces) ?? []).flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  );
  return telling.filter(({ remote }) => !own.has(unmapped(remote.address)));
}

/**
 * One of these connections is from the client itself, or from its network, to the address and port that are asked, and
 * no later request waits in vain. Whether a connection gets through, an idle one tells; whether a request is answered,
 * or whoever is silent (`silent`) serves anybody, one on which data passed.
 */
export function seenFrom(question: Question, connections: readonly Socket[], silent: boolean): boolean {
  if (question.vantage.kind === 'self') return false;
  const theirs = connections.filter(each => isTheirs(each, question));
  const waiting = theirs.filter(isInVain);
  const tells = silent || asksUrl(question) ? carried : isMade;
  return theirs.some(
    each => !isInVain(each) && tells(each) && !waiting.some(request => isBefore(each, request)),
  );
}
