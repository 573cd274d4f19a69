import { basicAuthorization, type Credentials } from '../../net/credentials.js';
import { endOn, endsByClosing, restOn } from './answer-rest.js';
import { withoutCredentials } from './authorization.js';
import { recognise } from './first-bytes.js';
import { hostHeader, parseAnswer, requestFor, requestPath } from './http.js';
import { questionFor } from './services.js';
import type { Conversation, Reason } from './types.js';
import { closedBy, closeFrame, type Ended } from './websocket.js';
import type { Service } from './well-known.js';
import type { Received, Wire } from './wire.js';

// How long is waited, milliseconds.

/** Servers that speak first do so at once, unless they look up the client's name before. */
const GREETING = 1000;
/** A moment for the rest of a line or packet. */
const REST = 100;
/** A WebSocket whose server has nobody behind it, or wants nobody, is ended within this time. */
const WELCOME = 300;
/** A healthy server may think for a while before its first byte. */
const FIRST_BYTE = 6000;
/** What a run keeps for everything that may follow a silent request. */
const AFTERWARDS = 4000;

/** How long an answer is waited for, until `deadline` is near: who gives a run more time than it needs, gives it to the server. */
export const patience = (start: number, deadline: number): number =>
  Math.min(deadline, start + Math.max(FIRST_BYTE, deadline - start - AFTERWARDS));

/** A conversation of which nothing is known yet, at one address. */
export const blank = (
  address: string,
  port: number,
  asked: Conversation['asked'],
  reason: Reason,
): Conversation => ({
  asked,
  reason,
  address,
  port,
  service: null,
  name: null,
  path: null,
  outcome: 'failed',
  errno: null,
  firstBytes: '',
  protocol: null,
  banner: null,
  http: null,
  tls: null,
  ms: 0,
});

/** How a conversation ended by what came and how waiting ended. */
const outcomeOf = (received: Received, wire: Wire): Conversation['outcome'] => {
  if (wire.bytes().length > 0 || received === 'done') return 'answered';
  return received;
};

/** Fills in what was heard. */
export function heard(base: Conversation, received: Received, wire: Wire, ms: number): Conversation {
  const bytes = wire.bytes();
  const parsed = parseAnswer(bytes);
  const found = recognise(bytes);
  return {
    ...base,
    outcome: outcomeOf(received, wire),
    ...(received === 'silent' && wire.isUnheard() && { unheard: true }),
    errno: wire.errno(),
    firstBytes: bytes.toString('latin1', 0, 512),
    protocol: found?.protocol ?? null,
    banner: parsed?.answer.headers.server ?? (found?.protocol === 'http' ? null : (found?.banner ?? null)),
    http: parsed?.answer ?? null,
    ms,
  };
}

/**
 * One GET on an open connection (plain, or inside TLS). The connection is closed afterwards. `deadline` is
 * performance.now() time.
 */
export async function getOn(
  wire: Wire,
  base: Conversation,
  host: string,
  path: string,
  deadline: number,
  credentials?: Credentials,
): Promise<Conversation> {
  const scheme = base.asked === 'https' ? 'https' : 'http';
  const header = hostHeader(host, base.port, scheme);
  const asked = { ...base, name: header, path };
  const authorization = credentials && basicAuthorization(credentials);
  const start = performance.now();
  wire.send(requestFor(header, requestPath(path), { ...base, authorization }));
  const received = await wire.receive(bytes => bytes.length > 0, patience(start, deadline));
  const ms = performance.now() - start;
  const cut =
    received !== 'done' ? null : await (base.reason === 'kept-alive' ? endOn : restOn)(wire, deadline);
  const untilClosed = cut === null && (await endsByClosing(wire, start));
  const conversation = withoutCredentials(heard(asked, received, wire, ms), credentials);
  const ended = conversation.http?.status === 101 ? await endOf(wire, deadline) : undefined;
  wire.close();
  return {
    ...conversation,
    ...(cut != null && { cut }),
    ...(untilClosed && { untilClosed }),
    ...(ended && { ended }),
  };
}

/** How a WebSocket is ended at once by the other side; one that is not, we take leave of. */
async function endOf(wire: Wire, deadline: number): Promise<Ended | undefined> {
  const until = Math.min(deadline, performance.now() + WELCOME);
  const received = await wire.receive(bytes => closedBy(bytes) !== undefined, until);
  if (received === 'silent') {
    await takeLeave(wire, deadline);
    return undefined;
  }
  return closedBy(wire.bytes()) ?? { status: 1006, reason: '' };
}

/** Ends a WebSocket as its protocol has it: a Close frame, and a moment for the other side's. */
async function takeLeave(wire: Wire, deadline: number): Promise<void> {
  wire.send(closeFrame());
  await wire.receive(() => false, Math.min(deadline, performance.now() + REST));
}

/** Something recognisable came, or a whole line. */
const said = (bytes: Buffer): boolean => recognise(bytes) !== null || bytes.includes(10);

/**
 * Waits for a greeting. Where none comes soon and the service was only guessed from the port's number (`sure` false),
 * a GET follows on the same connection: something else may live there.
 */
export async function listenOn(
  wire: Wire,
  base: Conversation,
  host: string,
  sure: boolean,
  deadline: number,
): Promise<Conversation> {
  const start = performance.now();
  const limit = start + (sure ? FIRST_BYTE : GREETING);
  let received = await wire.receive(bytes => bytes.length > 0, Math.min(deadline, limit));
  if (received === 'silent' && !sure) return getOn(wire, { ...base, asked: 'http' }, host, '/', deadline);
  const ms = performance.now() - start;
  if (received === 'done') {
    await wire.receive(said, Math.min(deadline, performance.now() + REST));
    received = 'done';
  }
  const conversation = heard(base, received, wire, ms);
  wire.close();
  return conversation;
}

/** uwsgi is answered in HTTP; an HTTP server would not have understood the question. */
function inItsOwn(conversation: Conversation, service: Service): Conversation {
  const { http } = conversation;
  const understood = http !== null && ![400, 405, 408, 411, 414, 431, 501, 505].includes(http.status);
  return service === 'uwsgi' && understood ? { ...conversation, protocol: 'uwsgi' } : conversation;
}

/** Asks a service its own harmless first question. */
export async function askOn(
  wire: Wire,
  base: Conversation,
  service: Service,
  deadline: number,
): Promise<Conversation> {
  const start = performance.now();
  const question = questionFor(service);
  if (question !== null) wire.send(question);
  const received = await wire.receive(bytes => bytes.length > 0, Math.min(deadline, start + FIRST_BYTE));
  const ms = performance.now() - start;
  if (received === 'done') await wire.receive(said, Math.min(deadline, performance.now() + REST));
  const conversation = heard(base, received, wire, ms);
  wire.close();
  return inItsOwn(conversation, service);
}

/** Says nothing, and hears whether the other side does within a moment. */
export async function waitOn(wire: Wire, base: Conversation, deadline: number): Promise<Conversation> {
  const start = performance.now();
  const received = await wire.receive(said, Math.min(deadline, start + 3 * REST));
  const conversation = heard(base, received, wire, performance.now() - start);
  wire.close();
  return conversation;
}
