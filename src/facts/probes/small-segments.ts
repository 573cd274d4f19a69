import { openStream } from '../../system/tcp/stream.js';
import { type Call, sniOf } from './call.js';
import { blank } from './converse.js';
import { recognise } from './first-bytes.js';
import { hostHeader, parseAnswer, requestFor, requestPath } from './http.js';
import { smallSegment, stalls } from './stall.js';
import { wireOn } from './stream-wire.js';
import type { Conversation } from './types.js';
import type { Wire } from './wire.js';

/** Milliseconds for the one question that is asked in small packets. */
const PATIENCE = 1500;
/** Who is silent for so long is asked while the first question still waits: both are over together. */
const LATE = 4500;

/** How long it takes to notice that nobody wants to know any more. */
const STEP = 50;

/** Waits as `receive` does, as long as somebody wants to know. */
async function receive(wire: Wire, done: (bytes: Buffer) => boolean, until: number, isWanted: () => boolean) {
  while (isWanted() && performance.now() < until)
    if ((await wire.receive(done, Math.min(until, performance.now() + STEP))) !== 'silent') return;
}

/** The question of a call, once more. Undefined where it cannot be asked (no koffi, no connection). */
async function askAgain(
  call: Call,
  secure: boolean,
  deadline: number,
  isWanted: () => boolean,
): Promise<Conversation | undefined> {
  const { address, port, host, path } = call;
  const start = performance.now();
  const until = Math.min(deadline, start + PATIENCE);
  const opened = await openStream(address, port, until, { segment: smallSegment(address) });
  if (!opened || !('descriptor' in opened)) return undefined;
  const name = hostHeader(host, port, secure ? 'https' : 'http');
  const wire = wireOn(opened);
  wire.send(
    secure ? (await import('./tls-hello.js')).helloOf12(sniOf(call)) : requestFor(name, requestPath(path)),
  );
  const enough = (bytes: Buffer) => secure || (parseAnswer(bytes)?.answer.body ?? '') !== '';
  await receive(wire, enough, until, isWanted);
  const bytes = wire.bytes();
  wire.close();
  return {
    ...blank(address, port, secure ? 'https' : 'http', 'small-segments'),
    name,
    path,
    outcome: bytes.length > 0 ? 'answered' : 'silent',
    firstBytes: bytes.toString('latin1', 0, 512),
    protocol: recognise(bytes)?.protocol ?? null,
    http: secure ? null : (parseAnswer(bytes)?.answer ?? null),
    ms: performance.now() - start,
  };
}

/**
 * Where an answer from elsewhere stalls, its question is asked once more on a connection that announces small segments
 * (TCP_MAXSEG), so that the answer comes in small packets. Undefined where it does not stall. `deadline` is
 * performance.now() time.
 */
export async function inSmallSegments(
  call: Call,
  first: Promise<Conversation>,
  deadline: number,
): Promise<Conversation | undefined> {
  let again: Promise<Conversation | undefined> | undefined;
  let isWanted = true;
  const ask = (secure: boolean) => {
    again ??= askAgain(call, secure, deadline, () => isWanted);
    return again;
  };
  const asksAtOnce = call.how === 'http' || call.how === 'https';
  const timer = asksAtOnce ? setTimeout(ask, LATE, call.how === 'https') : undefined;
  const said = await first;
  clearTimeout(timer);
  isWanted = stalls(said);
  return isWanted && performance.now() < deadline ? ask(said.asked === 'https') : undefined;
}
