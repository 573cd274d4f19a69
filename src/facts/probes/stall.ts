import { parseAnswer } from './http.js';
import type { Conversation } from './types.js';
import type { Received } from './wire.js';

/** What every path carries: packets of 576 bytes (RFC 1122) and of 1280 bytes (RFC 8200), without their headers. */
export const smallSegment = (address: string): number => (address.includes(':') ? 1220 : 536);

/** The body of an answer was announced and none of it has come; or nothing came at all, though it was connected. */
export function stalls({ outcome, asked, http, tls }: Conversation): boolean {
  if (asked !== 'http' && asked !== 'https') return false;
  if (outcome === 'silent') return tls?.version == null;
  return outcome === 'answered' && http !== null && lacksBody(http.status, http.headers, http.body);
}

/** An answer that announces a body of which nothing is there. */
export const lacksBody = (status: number, headers: Readonly<Record<string, string>>, body: string): boolean =>
  status >= 200 && status < 400 && Number(headers['content-length'] ?? 0) > 0 && body === '';

/** A body in chunks that ends before its last one, or is none. One that goes on may go on for ever. */
export function chunksCut(bytes: Buffer, ended: Received): Conversation['cut'] {
  const parsed = parseAnswer(bytes);
  if (!/\bchunked\b/i.test(parsed?.answer.headers['transfer-encoding'] ?? '')) return null;
  if (parsed?.broken) return 'malformed';
  return ended === 'closed' || ended === 'reset' ? ended : null;
}

/** What a page is made of: whoever asks for it waits for its end. Data of other types may be streams that have none. */
const PAGE = /^(?:text\/(?:html|css|javascript)|application\/(?:javascript|xhtml\+xml))\b/i;

/** The beginning of a page, whose end has not come. Of a redirect the head is enough: clients go on without the rest. */
export function isPageBegun(bytes: Buffer): boolean {
  const parsed = parseAnswer(bytes);
  if (!parsed || parsed.whole || parsed.answer.status >= 300) return false;
  return PAGE.test(parsed.answer.headers['content-type'] ?? '');
}
