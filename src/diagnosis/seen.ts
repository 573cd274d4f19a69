import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Socket } from '../facts/sockets/types.js';
import { unmapped } from '../net/address.js';
import { inPrefix } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import { asksUrl } from '../rules/talk.js';

/** Bytes came and bytes were acknowledged: a rule that lets connections be made and drops what is asked on them has passed both. */
const carried = ({ passed }: Socket): boolean =>
  passed !== undefined && passed.received > 0 && passed.acknowledged > 0;

/** What the client asked arrived, and no answer to it does. */
const isUnheard = ({ passed }: Socket): boolean =>
  passed !== undefined && passed.received > 0 && passed.acknowledged === 0;

/** The connections of other machines to the port, made and not known to fail: their handshakes passed both ways. */
export function provenConnections({ sockets, interfaces }: Facts): readonly Socket[] {
  const open = (valueIn(sockets) ?? []).filter(each => each.state === 'established' && !isUnheard(each));
  if (open.length === 0) return open;
  const own = new Set(
    (valueIn(interfaces) ?? []).flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  );
  return open.filter(({ remote }) => !own.has(unmapped(remote.address)));
}

/**
 * One of these connections is from the client itself, or from its network, to the address and port that are asked.
 * Whether a connection gets through, an idle one tells; whether a request is answered, one on which data passed.
 */
export function seenFrom(question: Question, proven: readonly Socket[]): boolean {
  const { vantage, address, port } = question;
  if (vantage.kind === 'self') return false;
  const telling = asksUrl(question) ? proven.filter(carried) : proven;
  return telling.some(
    ({ local, remote }) =>
      local.port === port &&
      unmapped(local.address) === address &&
      (vantage.network
        ? inPrefix(unmapped(remote.address), vantage.network)
        : unmapped(remote.address) === vantage.source),
  );
}
