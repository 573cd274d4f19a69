import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Socket } from '../facts/sockets/types.js';
import { unmapped } from '../net/address.js';
import { inPrefix } from '../net/prefix.js';
import type { Question } from '../net/question.js';

/** Bytes came and bytes were acknowledged: a rule that lets connections be made and drops what is asked on them has passed both. */
const carried = ({ state, passed }: Socket): boolean =>
  state === 'established' && passed !== undefined && passed.received > 0 && passed.acknowledged > 0;

/** The connections of other machines to the port on which data passed both ways; an idle one proves no more than its handshake. */
export function provenConnections({ sockets, interfaces }: Facts): readonly Socket[] {
  const open = (valueIn(sockets) ?? []).filter(carried);
  if (open.length === 0) return open;
  const own = new Set(
    (valueIn(interfaces) ?? []).flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  );
  return open.filter(({ remote }) => !own.has(unmapped(remote.address)));
}

/** One of these connections is from the client itself, or from its network, to the address and port that are asked. */
export function seenFrom({ vantage, address, port }: Question, proven: readonly Socket[]): boolean {
  if (vantage.kind === 'self') return false;
  return proven.some(
    ({ local, remote }) =>
      local.port === port &&
      unmapped(local.address) === address &&
      (vantage.network
        ? inPrefix(unmapped(remote.address), vantage.network)
        : unmapped(remote.address) === vantage.source),
  );
}
