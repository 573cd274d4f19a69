import { createSocket } from 'node:dgram';
import { withoutEndDot } from '../../../net/host.js';
import type { NameServerAnswer } from '../types.js';
import { decodeResponse, encodeQuery, type RecordType, type Response, typeNumber } from './message.js';

/** What became of one question to one name server. */
export type Reply = Pick<
  NameServerAnswer,
  'outcome' | 'addresses' | 'ms' | 'truncated' | 'alias' | 'forbidden'
>;

/** One question to one name server. */
export interface Query {
  /** A literal address, with a zone where it needs one. */
  readonly server: string;
  readonly port: number;
  readonly name: string;
  readonly type: RecordType;
  /** When to give up, in performance.now() time. */
  readonly deadline: number;
  /** Gives up at once when nobody wants the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** A lost packet is sent once more after this long, milliseconds. */
const AGAIN = 700;
const LONGEST_MESSAGE = 65_535;

const codes: Readonly<Record<number, NameServerAnswer['outcome']>> = {
  0: 'NOERROR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  5: 'REFUSED',
};

const failureOf = (error: NodeJS.ErrnoException): NameServerAnswer['outcome'] => {
  if (error.code === 'ECONNREFUSED') return 'refused';
  return error.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
};

/** The answer to this very question: same number, name and type; a refusal may not repeat these two. */
function answerTo(message: Buffer, id: number, { name, type }: Query): Response | undefined {
  const response = decodeResponse(message);
  if (response?.id !== id) return undefined;
  const same = response.question === withoutEndDot(name).toLowerCase() && response.type === typeNumber(type);
  return same || response.question === null ? response : undefined;
}

type Exchange = (message: Buffer, id: number, query: Query) => Promise<Response>;

/** Asks by UDP; packets that answer something else are passed over. */
const byUdp: Exchange = (message, id, query) =>
  new Promise((resolve, reject) => {
    const socket = createSocket(query.server.includes(':') ? 'udp6' : 'udp4');
    const finish = (act: () => void) => {
      clearTimeout(again);
      clearTimeout(late);
      forget();
      socket.removeAllListeners('message').close();
      act();
    };
    const fail = (error: Error) => finish(() => reject(error));
    let again: NodeJS.Timeout | undefined;
    const send = () => {
      again ??= setTimeout(send, AGAIN);
      socket.send(message, error => error && fail(error));
    };
    const late = setTimeout(() => fail(timedOut()), Math.max(1, query.deadline - performance.now()));
    const forget = onAbort(query.signal, () => fail(timedOut()));
    socket.on('error', fail);
    socket.on('message', received => {
      const response = answerTo(received, id, query);
      if (response) finish(() => resolve(response));
    });
    socket.once('connect', send);
    // A connected socket hears of ICMP port unreachable (udp(7)), and of nobody else's packets.
    socket.connect(query.port, query.server);
  });

/** Asks by TCP, as one must where the answer did not fit into a packet (RFC 7766). */
const byTcp: Exchange = (message, id, query) =>
  new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = process.getBuiltinModule('node:net').connect({ host: query.server, port: query.port });
    const finish = (act: () => void) => {
      clearTimeout(late);
      forget();
      socket.destroy();
      act();
    };
    const late = setTimeout(
      () => finish(() => reject(timedOut())),
      Math.max(1, query.deadline - performance.now()),
    );
    const forget = onAbort(query.signal, () => finish(() => reject(timedOut())));
    socket.on('error', error => finish(() => reject(error)));
    socket.on('end', () => finish(() => reject(timedOut())));
    socket.on('connect', () =>
      socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message])),
    );
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]).subarray(0, LONGEST_MESSAGE + 2);
      if (received.length < 2 || received.length < received.readUInt16BE(0) + 2) return;
      const response = answerTo(received.subarray(2, received.readUInt16BE(0) + 2), id, query);
      finish(() => (response ? resolve(response) : reject(timedOut())));
    });
  });

/** Calls `act` when the signal is given; returns how to take that back. */
function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  signal?.addEventListener('abort', act, { once: true });
  return () => signal?.removeEventListener('abort', act);
}

const timedOut = () => Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });

/** Asks one name server one question by itself (RFC 1035), by TCP where the answer was cut. Never rejects. */
export async function askServer(query: Query): Promise<Reply> {
  const start = performance.now();
  const reply = (outcome: NameServerAnswer['outcome'], more: Partial<Reply> = {}): Reply => ({
    outcome,
    addresses: [],
    ms: Math.round((performance.now() - start) * 10) / 10,
    ...more,
  });
  const id = Math.floor(Math.random() * 65_536);
  const message = encodeQuery(id, query.name, query.type);
  if (!message) return reply('OTHER');
  let truncated = false;
  try {
    let response = await byUdp(message, id, query);
    truncated = response.truncated;
    // The C library takes no part of an answer for the whole.
    if (truncated) response = await byTcp(message, id, query);
    const { code, addresses, alias } = response;
    return reply(codes[code] ?? 'OTHER', { addresses, ...(alias !== null && { alias }) });
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    return reply(failureOf(failure), {
      ...(truncated && { truncated }),
      ...(failure.code === 'EPERM' && { forbidden: true }),
    });
  }
}
