import type { SocketCalls } from '../../system/netlink/library.js';
import { IPPROTO_TCP, integer, SOL_SOCKET } from '../../system/tcp/options.js';
import { encodeSocketAddress } from '../../system/tcp/socket-address.js';
import { version } from '../../version.js';
import { blank } from './converse.js';
import { recognise } from './first-bytes.js';
import { hostHeader, parseAnswer, requestFor, requestPath } from './http.js';
import { smallSegment } from './stall.js';
import type { Conversation } from './types.js';

const SOCK_STREAM_CLOEXEC = 1 | 0o2000000;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const TCP_MAXSEG = 2;
const ENOUGH = 16 * 1024;

/** struct timeval of a 64-bit machine. */
const timeval = (ms: number): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(Math.floor(ms / 1000), 0);
  bytes.writeUInt32LE(Math.floor((ms % 1000) * 1000), 8);
  return bytes;
};

/** Reads until enough is there, the other side ends it, or the time for one reading is over. */
function readAll(
  calls: SocketCalls,
  socket: number,
  until: number,
  enough: (bytes: Buffer) => boolean,
): Buffer {
  const chunk = Buffer.alloc(ENOUGH);
  let bytes: Buffer = Buffer.alloc(0);
  while (performance.now() < until && bytes.length < ENOUGH && !enough(bytes)) {
    const length = Number(calls.recv(socket, chunk, chunk.length, 0));
    if (length <= 0) break;
    bytes = Buffer.concat([bytes, chunk.subarray(0, length)]);
  }
  return bytes;
}

/**
 * Asks once more on a connection that announces small segments (TCP_MAXSEG), so that the answer comes in small packets.
 * Gives what came within `timeout` milliseconds, during which nothing else happens here; undefined where it cannot be
 * done (no koffi, no connection).
 */
function exchange(
  calls: SocketCalls,
  { address, port }: { readonly address: string; readonly port: number },
  request: Buffer,
  timeout: number,
  enough: (bytes: Buffer) => boolean,
): Buffer | undefined {
  const peer = encodeSocketAddress(address, port);
  if (!peer) return undefined;
  const until = performance.now() + timeout;
  const socket = calls.socket(peer.readUInt16LE(0), SOCK_STREAM_CLOEXEC, 0);
  if (socket < 0) return undefined;
  try {
    calls.setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, integer(smallSegment(address)), 4);
    calls.setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, timeval(timeout), 16);
    calls.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeval(timeout), 16);
    if (calls.connect(socket, peer, peer.length) !== 0) return undefined;
    if (Number(calls.send(socket, request, request.length, 0)) < 0) return undefined;
    return readAll(calls, socket, until, enough);
  } finally {
    calls.close(socket);
  }
}

/** The question of a conversation that stalled, asked again in small segments; undefined where it cannot be. */
export async function askInSmallSegments(
  first: Conversation,
  timeout: number,
): Promise<Conversation | undefined> {
  const { socketCalls } = await import('../../system/netlink/library.js');
  const calls = socketCalls();
  if (!calls) return undefined;
  const secure = first.asked === 'https';
  const host = first.name ?? hostHeader(first.address, first.port, 'http');
  const request = secure
    ? (await import('./tls-hello.js')).helloOf12(first.tls?.sni ?? null)
    : Buffer.from(requestFor(host, requestPath(first.path ?? '/'), `netcheck/${version}`));
  const enough = (bytes: Buffer) =>
    secure ? bytes.length > 0 : (parseAnswer(bytes)?.answer.body ?? '') !== '';
  const start = performance.now();
  const bytes = exchange(calls, first, request, timeout, enough);
  if (!bytes) return undefined;
  return {
    ...blank(first.address, first.port, first.asked, 'small-segments'),
    name: first.name,
    path: first.path,
    outcome: bytes.length > 0 ? 'answered' : 'silent',
    firstBytes: bytes.toString('latin1', 0, 512),
    protocol: recognise(bytes)?.protocol ?? null,
    http: secure ? null : (parseAnswer(bytes)?.answer ?? null),
    ms: performance.now() - start,
  };
}
