import { endsUnannounced, headSettled, looksHttp, parseAnswer } from './http.js';
import { chunksCut, isPageBegun, lacksBody } from './stall.js';
import type { Conversation } from './types.js';
import type { Wire } from './wire.js';

// How long is waited, milliseconds.

/** An interim answer (103 Early Hints) and a status line may be there long before what the server thinks about. */
const HEAD_REST = 5000;
/** With the head a body is there soon; what is not here by then is not worth waiting for. */
const BODY_OF_ERROR = 500;
const BODY = 60;
/** A body that was announced and does not begin is worth waiting for: large packets may be lost on the way. */
const FIRST_OF_BODY = 4000;
/** A short body whose length was promised: a slow server may take as long for it as for its first byte. */
const PROMISED = 5000;
/** Whoever has ended an answer by closing the connection this soon does so again within the time that follows. */
const SOON = 500;
export const CLOSING = 2000;

/**
 * Waits for the rest of an answer whose first byte is there, and longer for a body that was announced. What it was cut off
 * by; null if whole. `deadline` is performance.now() time.
 */
export async function restOn(wire: Wire, deadline: number): Promise<Conversation['cut']> {
  const within = (ms: number) => Math.min(deadline, performance.now() + ms);
  const head = await wire.receive(headSettled, within(HEAD_REST));
  if (head !== 'done') return looksHttp(wire.bytes()) ? head : null;
  const answer = parseAnswer(wire.bytes())?.answer;
  const wait = answer !== undefined && answer.status >= 400 ? BODY_OF_ERROR : BODY;
  let body = await wire.receive(bodySettled, within(wait));
  const promised = answer?.headers['content-length'] !== undefined && !answer.headers['transfer-encoding'];
  if (body === 'silent' && promised) body = await wire.receive(bodySettled, within(PROMISED));
  else if (body === 'silent' && awaitsBody(wire.bytes()))
    await wire.receive(bytes => !awaitsBody(bytes), within(FIRST_OF_BODY));
  if (promised) return body === 'done' ? null : body;
  if (body === 'silent' && isPageBegun(wire.bytes())) {
    const before = wire.bytes().length;
    body = await wire.receive(bytes => bytes.length > before, within(PROMISED));
    // The end of the whole run says nothing of the page.
    if (body === 'silent' && performance.now() < deadline) return body;
  }
  return chunksCut(wire.bytes(), body);
}

/** The head announces a body, and none of it is there. */
const awaitsBody = (bytes: Buffer): boolean => {
  const answer = parseAnswer(bytes)?.answer;
  return answer !== undefined && lacksBody(answer.status, answer.headers, answer.body);
};

/** Whether the body is whole enough; what is no HTTP gets a moment for the rest of its line. */
const bodySettled = (bytes: Buffer): boolean =>
  looksHttp(bytes) ? (parseAnswer(bytes)?.whole ?? true) : bytes.includes(10);

/** The answer to a request of `start` has ended soon, and by nothing but the end of the connection. */
export const endsByClosing = async (wire: Wire, start: number): Promise<boolean> =>
  performance.now() - start < SOON &&
  endsUnannounced(wire.bytes()) &&
  (await wire.receive(() => false, start + SOON)) === 'closed';

/** Waits for the end of an answer as a client does that keeps its connection: `silent` where its head does not say where that is, and it does not come. */
export async function endOn(wire: Wire, deadline: number): Promise<Conversation['cut']> {
  const until = performance.now() + CLOSING;
  const isWhole = (bytes: Buffer) => parseAnswer(bytes)?.whole === true && !endsUnannounced(bytes);
  const end = await wire.receive(isWhole, Math.min(deadline, until));
  return end === 'silent' && until < deadline && endsUnannounced(wire.bytes()) ? end : null;
}
