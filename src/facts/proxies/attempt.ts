import type { LookupFunction, Socket } from 'node:net';
import { formatEndpoint, parseAddress } from '../../net/address.js';
import { withoutEndDot } from '../../net/host.js';
import { userAgent } from '../../version.js';
import { askSystem } from '../names/system-lookup.js';
import type { Opened } from './destination.js';
import type { ProxyUrl } from './proxy-url.js';
import { type SocksTurn, socksTalk } from './socks.js';
import type { ProxyAttempt } from './types.js';

/** How one try at a proxy ended. */
export type Result = Pick<ProxyAttempt, 'address' | 'connected' | 'errno' | 'answer' | 'inside'>;

const MOST = 16 * 1024;
/** Headers that tell who answered. */
const TELLING = [
  'server',
  'via',
  'x-cache',
  'x-squid-error',
  'proxy-authenticate',
  'proxy-agent',
  'location',
  'content-length',
  'content-type',
];
/** What an HTTP proxy is asked: to connect for https, to fetch for http. No cookie, no body. */
function requestTo(proxy: ProxyUrl, { scheme, host, port, path }: Opened): string {
  const authority = formatEndpoint(host, port);
  const shown = port === 80 && scheme === 'http' ? authority.replace(/:80$/, '') : authority;
  const line = scheme === 'https' ? `CONNECT ${authority} HTTP/1.1` : `GET http://${shown}${path} HTTP/1.1`;
  const credentials =
    proxy.credentials === null
      ? ''
      : `Proxy-Authorization: Basic ${Buffer.from(proxy.credentials).toString('base64')}\r\n`;
  return `${line}\r\nHost: ${shown}\r\nUser-Agent: ${userAgent}\r\nAccept: */*\r\n${credentials}Connection: close\r\n\r\n`;
}

/** The head of an HTTP answer; undefined while it has not all come, null for what is none. */
function parseHead(bytes: Buffer): ProxyAttempt['answer'] | undefined {
  const text = bytes.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  if (!end && bytes.length < MOST) return /^(H(T(T(P(\/.*)?)?)?)?)?$/s.test(text) ? undefined : null;
  const [first, ...lines] = text.slice(0, end?.index).split(/\r?\n/);
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})(?: (.{0,200}))?/.exec(first!);
  if (!status) return null;
  const headers: Record<string, string> = {};
  for (const line of lines.slice(0, 100)) {
    const header = /^([\w-]+):[ \t]*(.*)$/.exec(line);
    const name = header?.[1]?.toLowerCase() ?? '';
    if (TELLING.includes(name)) headers[name] = header![2]!.slice(0, 200);
  }
  return { status: Number(status[1]), reason: status[2] ?? '', headers };
}

/** Asks over an open connection for the destination; null where no answer could be read in time. */
function ask(socket: Socket, proxy: ProxyUrl, opened: Opened): Promise<ProxyAttempt['answer']> {
  const socks = proxy.scheme.startsWith('socks') ? socksTalk(proxy, opened) : undefined;
  return new Promise(resolve => {
    let received = Buffer.alloc(0);
    const settle = () => resolve(null);
    socket.on('close', settle).on('error', settle);
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      const next: SocksTurn = socks ? socks(received) : { answer: parseHead(received) };
      if (next.send) socket.write(next.send);
      if (next.answer !== undefined) resolve(next.answer);
    });
    const first = socks ? socks(received).send : requestTo(proxy, opened);
    if (first !== undefined) socket.write(first);
  });
}

/** TLS with the target, through the way that the proxy opened: what is at its end may be the proxy itself. */
async function insideOf(
  socket: Socket,
  { scheme, host }: Opened,
  answer: ProxyAttempt['answer'],
  deadline: number,
): Promise<Pick<Result, 'inside'>> {
  if (scheme !== 'https' || !answer || answer.status < 200 || answer.status > 299) return {};
  const { shakeHands } = await import('../probes/tls.js');
  socket.removeAllListeners('data');
  const name = withoutEndDot(host);
  const sni = parseAddress(name) ? null : name;
  const shaken = await shakeHands(socket, { sni, name, offers: 'http/1.1' }, deadline);
  shaken.socket?.destroy();
  return { inside: { tls: shaken.report, ended: shaken.ended } };
}

/** Looks the proxy's name up without waiting long for a silent name server. */
const lookUp: LookupFunction = (name, options, callback) => {
  askSystem(name).then(({ addresses, error }) => {
    const first = addresses[0];
    if (!first)
      callback(Object.assign(new Error(`${name} is not found`), { code: error ?? 'ENOTFOUND' }), '', 4);
    else if (options.all) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  });
};

/** The connection itself: plain, or TLS to an https proxy (whose certificate is not what is asked about). */
async function openTo({ scheme, host, port }: ProxyUrl): Promise<Socket> {
  if (scheme !== 'https') return process.getBuiltinModule('node:net').connect({ host, port, lookup: lookUp });
  const { connect: connectTls } = await import('node:tls');
  return connectTls({ host, port, lookup: lookUp, rejectUnauthorized: false });
}

/**
 * Tries a proxy once: connects, and where `request` is set asks it for the destination. Over at `deadline`
 * (performance.now() time); never rejects.
 */
export async function attempt(
  proxy: ProxyUrl,
  opened: Opened,
  request: boolean,
  deadline: number,
): Promise<Result> {
  const socket = await openTo(proxy);
  const timer = { id: undefined as NodeJS.Timeout | undefined };
  const late = new Promise<'late'>(resolve => {
    timer.id = setTimeout(() => resolve('late'), Math.max(1, deadline - performance.now()));
  });
  try {
    const ready = proxy.scheme === 'https' ? 'secureConnect' : 'connect';
    const errno = await Promise.race([
      late,
      new Promise<string | null>(resolve => {
        socket.on(ready, () => resolve(null));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(errorName(error)));
      }),
    ]);
    if (errno !== null)
      return { connected: false, errno: errno === 'late' ? 'ETIMEDOUT' : errno, answer: null };
    const connected = { connected: true, address: socket.remoteAddress } as const;
    if (!request) return { ...connected, errno: null, answer: null };
    const answer = await Promise.race([late, ask(socket, proxy, opened)]);
    if (answer === 'late') return { ...connected, errno: 'ETIMEDOUT', answer: null };
    return { ...connected, errno: null, answer, ...(await insideOf(socket, opened, answer, deadline)) };
  } finally {
    clearTimeout(timer.id);
    socket.destroy();
  }
}

/** The name of an error; of the first one where several addresses were tried. */
function errorName(error: NodeJS.ErrnoException): string {
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  return first.code ?? error.code ?? 'EIO';
}
