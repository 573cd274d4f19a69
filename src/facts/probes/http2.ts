import type { ClientHttp2Session, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { basicAuthorization, type Credentials } from '../../net/credentials.js';
import { userAgent } from '../../version.js';
import { withoutCredentials } from './authorization.js';
import { hostHeader, requestPath, shownHeaders } from './http.js';
import type { Conversation, HttpAnswer } from './types.js';

const BODY = 4096;

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader;

const answerOf = (headers: Headers, body: Buffer): HttpAnswer => ({
  status: headers[':status'] ?? 0,
  reason: '',
  headers: shownHeaders(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(':') || value === undefined ? [] : [[name, String(value)] as const],
    ),
  ),
  body: body.subarray(0, BODY).toString('utf8'),
});

/** One GET in a session: the answer with the start of its body, or how it ended without one. */
function ask(
  session: ClientHttp2Session,
  request: Record<string, string>,
  wait: number,
  failed: (errno: string | null) => void,
): Promise<HttpAnswer | Conversation['outcome']> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let size = 0;
    let headers: Headers | undefined;
    // How it ended counts only where no answer has come.
    const finish = (how: Conversation['outcome']) => {
      clearTimeout(timer);
      resolve(headers ? answerOf(headers, Buffer.concat(chunks)) : how);
    };
    const timer = setTimeout(() => finish('silent'), Math.max(1, wait));
    const fail = (error: NodeJS.ErrnoException) => {
      failed(error.code ?? null);
      finish('closed');
    };
    session.on('error', fail);
    session.on('close', () => finish('closed'));
    const stream = session.request(request);
    stream.on('error', fail);
    stream.on('response', found => {
      headers = found;
    });
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= BODY) finish('closed');
    });
    stream.on('end', () => finish('closed'));
    stream.end();
  });
}

/**
 * One GET in HTTP/2, for servers that speak no older version. The connection is closed afterwards; `deadline` is
 * performance.now() time. Never rejects.
 */
export async function getInHttp2(
  socket: TLSSocket,
  base: Conversation,
  host: string,
  path: string,
  deadline: number,
  credentials?: Credentials,
): Promise<Conversation> {
  const { connect } = await import('node:http2');
  const name = hostHeader(host, base.port, 'https');
  const start = performance.now();
  const session = connect(`https://${name}`, { createConnection: () => socket });
  const request = {
    ':method': 'GET',
    ':scheme': 'https',
    ':authority': name,
    ':path': requestPath(path),
    'user-agent': userAgent,
    accept: '*/*',
    ...(credentials && { authorization: basicAuthorization(credentials) }),
  };
  let errno: string | null = null;
  const answer = await ask(session, request, deadline - start, code => {
    errno = code;
  });
  session.destroy();
  const http = typeof answer === 'string' ? null : answer;
  const conversation: Conversation = {
    ...base,
    name,
    path,
    outcome: typeof answer === 'string' ? answer : 'answered',
    protocol: http && 'http2',
    errno,
    banner: http?.headers.server ?? null,
    http,
    ms: performance.now() - start,
  };
  return withoutCredentials(conversation, credentials);
}
