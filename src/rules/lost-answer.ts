import { CONNECTED } from '../facts/sockets/states.js';
import type { Socket } from '../facts/sockets/types.js';
import type { Question } from '../net/question.js';

/** So long a segment is on its way that nobody acknowledges any more, milliseconds. */
const LATE = 300;

/**
 * The server's end of a connection of this machine to itself on which it has answered, and not a byte of that was ever
 * acknowledged: nothing gets lost on loopback, so something throws the answers away, and the server is not to blame.
 * What was sent only once may just wait for the acknowledgement, which the kernel delays by up to 40 ms (TCP_DELACK_MIN)
 * where it sends again after 200 (TCP_RTO_MIN). What an output hook drops was never sent to begin with, by the counts
 * (tcp_write_xmit()), and is tried again likewise: there the time tells.
 */
export const lostAnswer = (
  sockets: readonly Socket[],
  { address, port, local }: Question,
): Socket | undefined =>
  local
    ? sockets.find(
        ({ protocol, state, remote, local: own, queue, passed }) =>
          protocol === 'tcp' &&
          CONNECTED.has(state) &&
          own.port === port &&
          remote.address === own.address &&
          own.address.replace(/^::ffff:/, '') === address &&
          queue.limit !== null &&
          queue.limit > 0 &&
          passed !== undefined &&
          passed.received > 0 &&
          passed.acknowledged === 0 &&
          (passed.retransmits !== 0 || (passed.busyFor ?? 0) >= LATE),
      )
    : undefined;
