import { parseAddress } from '../../net/address.js';
import type { Opened } from './destination.js';
import type { ProxyUrl } from './proxy-url.js';
import type { ProxyAttempt } from './types.js';

/** What to send next, and the answer once it is there (null where what came is no SOCKS). */
export interface SocksTurn {
  readonly send?: Buffer | undefined;
  readonly answer?: ProxyAttempt['answer'] | undefined;
}

/** Reply codes of RFC 1928, section 6. */
const REPLIES = [
  'granted',
  'failed',
  'not allowed',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'expired',
  'command not supported',
  'address type not supported',
];

const granted = { status: 200, reason: 'SOCKS request granted', headers: {} };
const denied = (why: string) => ({ status: 502, reason: `SOCKS: ${why}`, headers: {} });
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** SOCKS 4a: one request, eight bytes of reply. */
function talk4({ host, port }: Opened): (received: Buffer) => SocksTurn {
  const bytes = parseAddress(host)?.bytes;
  const known = bytes?.length === 4;
  const head = Buffer.from([4, 1, port >> 8, port & 255, ...(known ? bytes : [0, 0, 0, 1]), 0]);
  return received => {
    if (received.length === 0) return { send: known ? head : Buffer.concat([head, latin1(`${host}\0`)]) };
    if (received[0] !== 0) return { answer: null };
    if (received.length < 2) return {};
    return { answer: received[1] === 0x5a ? granted : denied('request rejected') };
  };
}

function request5({ host, port }: Opened): Buffer {
  const bytes = parseAddress(host)?.bytes;
  const address = bytes ? [bytes.length === 4 ? 1 : 4, ...bytes] : [3, host.length & 255, ...latin1(host)];
  return Buffer.from([5, 1, 0, ...address, port >> 8, port & 255]);
}

/** User name and password of RFC 1929. */
function login(credentials: string): Buffer {
  const [user, password] = credentials.split(/:(.*)/s);
  const part = (text = '') => [Math.min(255, text.length), ...latin1(text).subarray(0, 255)];
  return Buffer.from([1, ...part(user), ...part(password)]);
}

/** Which turn SOCKS 5 is at (RFC 1928): methods, a password where it is wanted and known, the request, its reply. */
function stageOf(
  received: Buffer,
  credentials: string | null,
): 'hello' | 'wait' | 'login' | 'request' | 'reply' | Error {
  if (received.length === 0) return 'hello';
  if (received.length < 2) return 'wait';
  const method = received[1];
  if (method === 0) return received.length < 4 ? 'request' : 'reply';
  if (method !== 2 || credentials === null) return new Error('wants a password');
  if (received.length < 4) return 'login';
  if (received[3] !== 0) return new Error('wrong user name or password');
  return received.length < 6 ? 'request' : 'reply';
}

function talk5(credentials: string | null, opened: Opened): (received: Buffer) => SocksTurn {
  const messages = {
    hello: Buffer.from(credentials === null ? [5, 1, 0] : [5, 2, 0, 2]),
    login: login(credentials ?? ''),
    request: request5(opened),
  };
  const sent = new Set<string>();
  return received => {
    if (received.length > 0 && received[0] !== 5) return { answer: null };
    const stage = stageOf(received, credentials);
    if (stage instanceof Error) return { answer: denied(stage.message) };
    if (stage === 'reply') {
      const reply = received[received[1] === 2 ? 5 : 3]!;
      return { answer: reply === 0 ? granted : denied(REPLIES[reply] ?? 'failed') };
    }
    if (stage === 'wait' || sent.has(stage)) return {};
    sent.add(stage);
    return { send: messages[stage] };
  };
}

/** A conversation with a SOCKS server: called with all bytes received so far, first with none. Asks it to connect. */
export const socksTalk = (proxy: ProxyUrl, opened: Opened): ((received: Buffer) => SocksTurn) =>
  proxy.scheme.startsWith('socks4') ? talk4(opened) : talk5(proxy.credentials, opened);
