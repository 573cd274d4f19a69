/** A request as it goes over the wire; TAG stands for the entity tag that the server itself gave `/a.txt`. */
export interface ConformanceCase {
  readonly what: string;
  readonly request: string;
}

const short = (text: string): string =>
  text.length > 60 ? `${text.slice(0, 24)}… (${text.length} characters)` : text;

const ask =
  (method: string) =>
  (target: string, ...headers: string[]): ConformanceCase => ({
    what:
      [`${method} ${short(target)}`, ...headers.slice(0, 2).map(short)].join(', ') +
      (headers.length > 2 ? ', …' : ''),
    request: `${[`${method} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`,
  });
const get = ask('GET');
const head = ask('HEAD');
const raw = (what: string, request: string): ConformanceCase => ({ what, request });
const post = (what: string, headers: string, body: string): ConformanceCase =>
  raw(what, `POST /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n${body}`);

const date = 'Tue, 05 Mar 2024 06:07:08 GMT';
const past = 'Mon, 04 Mar 2024 06:07:08 GMT';

/** What both servers are asked. */
export const conformance: readonly ConformanceCase[] = [
  get('/'),
  get('/a.txt'),
  get('/a.txt?x=1'),
  get('/%61.txt'),
  get('/./a.txt'),
  get('//a.txt'),
  get('/sub/../a.txt'),
  get('/sub'),
  get('/sub?x=1'),
  get('/sub/'),
  get('/sub/b.json'),
  get('/a.txt/'),
  get('/nothing'),
  get('/name%20with%20space%20&%20%3Ctag%3E.txt'),
  get('/%C3%BCmlaut.txt'),
  get('/empty.bin'),
  get('/large.bin'),
  get('/long.css'),
  get('/staying.txt'),
  get('http://localhost/a.txt'),
  get('/../secret.txt'),
  get('/%2e%2e/secret.txt'),
  get('/..%2fsecret.txt'),
  get('/..%5csecret.txt'),
  get('/a.txt%00.html'),
  get('/%'),
  get('/%ff'),
  get('/.env'),
  get('/leaving.txt'),
  get('/leaving/secret.txt'),
  get('/zero'),
  get(`/${'x'.repeat(300)}`),
  get(`/${'x'.repeat(9000)}`),
  head('/a.txt'),
  head('/nothing'),
  head('/sub/'),
  head('/a.txt', 'Range: bytes=0-1'),
  ask('OPTIONS')('/a.txt'),
  ask('OPTIONS')('*'),
  ask('PUT')('/a.txt', 'Content-Length: 0'),
  ask('DELETE')('/a.txt'),
  ask('POST')('/a.txt', 'Content-Length: 0'),
  ask('POST')('/nothing', 'Content-Length: 0'),
  ask('TRACE')('/a.txt'),
  ask('BREW')('/a.txt'),
  get('/a.txt', 'If-None-Match: TAG'),
  get('/a.txt', 'If-None-Match: W/TAG'),
  get('/a.txt', 'If-None-Match: "x", TAG'),
  get('/a.txt', 'If-None-Match: *'),
  get('/a.txt', 'If-None-Match: "x"'),
  get('/a.txt', 'If-None-Match: "x"', `If-Modified-Since: ${date}`),
  get('/a.txt', `If-Modified-Since: ${date}`),
  get('/a.txt', `If-Modified-Since: ${past}`),
  get('/a.txt', 'If-Modified-Since: Wed, 06 Mar 2024 06:07:08 GMT'),
  get('/a.txt', 'If-Modified-Since: nonsense'),
  get('/a.txt', 'If-Match: TAG'),
  get('/a.txt', 'If-Match: "x"'),
  get('/a.txt', 'If-Match: *'),
  get('/a.txt', `If-Unmodified-Since: ${past}`),
  get('/a.txt', `If-Unmodified-Since: ${date}`),
  ...[
    '0-0',
    '2-5',
    '20-',
    '-3',
    '-100',
    '20-1000',
    '0-',
    '26-',
    '-0',
    '5-2',
    '',
    '-',
    'a-b',
    '0-1,5-6',
    '0-1,50-60',
    '0-5,3-8',
    '-1,0-0',
    Array.from({ length: 26 }, (_, i) => `${i}-${i}`).join(','),
    '99999999999999999999-',
  ].map(range => get('/a.txt', `Range: bytes=${range}`)),
  get('/a.txt', 'Range: lines=0-1'),
  get('/empty.bin', 'Range: bytes=0-0'),
  get('/a.txt', 'Range: bytes=0-1', 'If-Range: TAG'),
  get('/a.txt', 'Range: bytes=0-1', 'If-Range: "x"'),
  get('/a.txt', 'Range: bytes=0-1', `If-Range: ${date}`),
  get('/a.txt', 'Range: bytes=0-1', `If-Range: ${past}`),
  get('/a.txt', 'Range: bytes=0-1', 'If-None-Match: TAG'),
  get('/a.txt', 'Expect: 100-continue'),
  get('/a.txt', 'Expect: miracles'),
  get('/a.txt', 'Upgrade: websocket'),
  get('/a.txt', `X-Long: ${'x'.repeat(20_000)}`),
  get('/a.txt', ...Array.from({ length: 500 }, () => 'X-A: b')),
  raw('no Host', 'GET /a.txt HTTP/1.1\r\nConnection: close\r\n\r\n'),
  raw('two Hosts', 'GET /a.txt HTTP/1.1\r\nHost: localhost\r\nHost: b\r\nConnection: close\r\n\r\n'),
  raw('an impossible Host', 'GET /a.txt HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n'),
  raw('HTTP/1.0', 'GET /a.txt HTTP/1.0\r\n\r\n'),
  raw('HTTP/1.0 with keep-alive', 'GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'),
  raw('HTTP/0.9', 'GET /a.txt\r\n\r\n'),
  raw('HTTP/3.0', 'GET /a.txt HTTP/3.0\r\nHost: localhost\r\n\r\n'),
  raw('a target without its slash', 'GET a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  raw('a space in the target', 'GET /a b.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  raw('an empty line first', '\r\nGET /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  raw(
    'two requests in one go',
    'GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  ),
  raw('CONNECT', 'CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n'),
  raw(
    'a folded header',
    'GET /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-A: b\r\n c\r\n\r\n',
  ),
  raw(
    'a space before the colon',
    'GET /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-A : b\r\n\r\n',
  ),
  raw(
    'a header without a colon',
    'GET /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nnothing\r\n\r\n',
  ),
  raw('a NUL in a header', 'GET /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-A: b\0\r\n\r\n'),
  post('two Content-Lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n', 'helloX'),
  post('two equal Content-Lengths', 'Content-Length: 5\r\nContent-Length: 5\r\n', 'hello'),
  post(
    'Content-Length and Transfer-Encoding',
    'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
    '0\r\n\r\n',
  ),
  post('an unknown transfer coding', 'Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
  post('chunked twice', 'Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
  post('a chunked request', 'Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n0\r\n\r\n'),
];
