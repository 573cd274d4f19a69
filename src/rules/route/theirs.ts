import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';

/** A connection to the question's port and address, from the client or its network, this machine itself apart. */
export const isTheirs = (
  { protocol, local, remote }: Socket,
  { protocol: asked, address, port, vantage }: Question,
): boolean =>
  protocol === asked &&
  local.port === port &&
  unmapped(local.address) === address &&
  remote.address !== local.address &&
  (vantage.network
    ? inPrefix(unmapped(remote.address), vantage.network)
    : unmapped(remote.address) === vantage.source);
