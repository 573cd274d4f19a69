import { drain } from '../../system/tcp/leave.js';
import type { Stream } from '../../system/tcp/stream.js';
import { endBy, LIMIT, type Received, type Wire, withRoom } from './wire.js';

const CHUNK = 4096;
/** As long as a reset may take to come behind a FIN, milliseconds: some servers send both, and which is read first is luck. */
const BEHIND = 5;

/** Wraps a stream of our own. */
export function wireOn(stream: Stream): Wire {
  let buffer: Buffer = Buffer.allocUnsafe(CHUNK);
  let length = 0;
  let unsent: Buffer = Buffer.alloc(0);
  let errno: string | null = null;
  let ended: Received | null = null;
  /** To send failed; what was received before is there all the same. */
  let broken: Received | null = null;
  const failed = (name: string): Received => {
    errno ??= name;
    return endBy(name);
  };
  const flush = () => {
    if (unsent.length === 0) return;
    const sent = stream.send(unsent);
    if (typeof sent === 'string') broken = failed(sent);
    unsent = typeof sent === 'string' ? Buffer.alloc(0) : unsent.subarray(sent);
  };
  const fill = () => {
    while (ended === null) {
      buffer = withRoom(buffer, length, CHUNK / 4);
      const got = stream.receive(buffer.subarray(length));
      if (got === null) return;
      if (typeof got === 'string') ended = failed(got);
      else if (got === 0) ended = 'closed';
      else length += got;
      if (length === LIMIT) ended = 'done';
    }
  };
  /** Who has said nothing and resets behind the end has hung up by the reset. */
  const endOf = async (end: Received): Promise<Received> => {
    if (end !== 'closed' || length > 0 || errno !== null) return end;
    await new Promise(resolve => setTimeout(resolve, BEHIND));
    if (stream.isReset()) ended = failed('ECONNRESET');
    return ended ?? end;
  };
  const bytes = () => buffer.subarray(0, length);
  return {
    send(data) {
      unsent = Buffer.concat([unsent, typeof data === 'string' ? Buffer.from(data) : data]);
      flush();
    },
    async receive(done, until) {
      for (;;) {
        fill();
        if (length > 0 && done(bytes())) return 'done';
        const end = ended ?? broken;
        if (end !== null) return endOf(end);
        if (!(await stream.ready(until, unsent.length > 0))) return 'silent';
        flush();
      }
    },
    isUnheard: stream.isUnheard,
    bytes,
    errno: () => errno,
    close() {
      if (ended === null || ended === 'done') drain(stream);
      stream.close();
    },
  };
}
