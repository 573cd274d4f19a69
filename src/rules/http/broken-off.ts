import type { Conversation } from '../../facts/probes/types.js';
import type { Finding } from '../rule.js';
import { advice, finding, strictly, type Talk, told } from '../talk.js';

const HEADLINE = 'the server breaks off its answer';

/** Where the reason for a broken connection is to be found. */
export const lookInside = advice(
  "Look into the server's log",
  'It ended the connection itself: a crash while answering, a limit, a rule about clients, or a forwarder whose own target is gone.',
);

/** The head says "Transfer-Encoding: chunked", and the body does not begin with the size of a chunk. */
const notInChunks = (talk: Talk, by: Conversation): Finding => ({
  ...finding(
    strictly(talk, 'error', 'warning'),
    'The server says that its answer comes in chunks (Transfer-Encoding: chunked), and it does not: clients end it there (curl: Illegal or missing hexadecimal sequence in chunked-encoding).',
    'chunks that are none',
    [told(by, 'Where the size of a chunk should be, there is something else')],
    {
      fixes: [
        advice(
          'Leave Transfer-Encoding to the server',
          'An application that sets this header itself has to write the chunks too: take the header out of it, or of what the proxy before it adds.',
        ),
      ],
      outcome: talk.url ? 'no-answer' : 'ok',
    },
  ),
  headline: HEADLINE,
});

/** What gzip packs begins with 1F 8B (RFC 1952, 2.3.1); an empty body has nothing to be unpacked. */
const isUnpacked = ({ http }: Conversation): boolean =>
  /^(?:x-)?gzip$/i.test(http?.headers['content-encoding']?.trim() ?? '') && /^[^\u001f]/.test(http!.body);

/** The head says "Content-Encoding: gzip", and the body is not: curl alone takes it as it is, where nobody asks it to unpack. */
const notInGzip = (by: Conversation): Finding =>
  finding(
    'warning',
    'The server says that its answer is packed (Content-Encoding: gzip), and it is not: browsers show an error (ERR_CONTENT_DECODING_FAILED) in its place, and so do clients that unpack (curl --compressed).',
    'gzip that is none',
    [told(by, 'The body does not begin with the mark of gzip, 1F 8B')],
    {
      fixes: [
        advice(
          'Leave Content-Encoding to what packs',
          'An application that sets this header itself has to pack the body too; a proxy that has unpacked it must not pass the header on.',
        ),
      ],
      outcome: 'ok',
    },
  );

/** An answer that was begun, and the connection ended in the middle of it: the first one, or that at the end of its redirects. */
export function brokenOff(talk: Talk): Finding | undefined {
  const by = [talk.first, talk.end].find(({ cut }) => cut != null && cut !== 'silent');
  if (!by) return talk.url && isUnpacked(talk.end) ? notInGzip(talk.end) : undefined;
  if (by.cut === 'malformed') return notInChunks(talk, by);
  const how = by.cut === 'reset' ? 'reset' : 'closed';
  return {
    ...finding(
      strictly(talk, 'error', 'warning'),
      `The server begins an answer, and the connection is ${how} before it is whole.`,
      `${how} in the middle`,
      [told(by, `${by.firstBytes.length} bytes came, then ${how === 'reset' ? 'RST (ECONNRESET)' : 'FIN'}`)],
      { fixes: [lookInside], outcome: talk.url ? (how === 'reset' ? 'reset' : 'no-answer') : 'ok' },
    ),
    headline: HEADLINE,
  };
}
