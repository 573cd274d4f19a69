/** Where we answer otherwise than nginx 1.22 as packaged, and why. docs/serve.md has the same table. */
export interface Difference {
  readonly what: string;
  readonly nginx: string;
  readonly ours: string;
  readonly because: string;
}

const row = (what: string, nginx: string, ours: string, because: string): Difference => ({
  what,
  nginx,
  ours,
  because,
});

export const differences: readonly Difference[] = [
  row('GET /sub/', '200 chunked', '200 with its length', 'RFC 9112, 6.2: the length is known, so it is sent'),
  row('HEAD /sub/', '200', '200 with its length', 'RFC 9110, 9.3.2: the headers are those of GET'),
  row(
    'GET /long.css',
    '200 text/css',
    '200 text/css; charset=utf-8',
    'RFC 9110, 8.3.2: text says its charset',
  ),
  row(
    'GET /%2e%2e/secret.txt',
    '400',
    '404',
    'RFC 3986, 2.4: decoded once, after splitting; it is then no name of a file',
  ),
  row(
    'GET /..%2fsecret.txt',
    '400',
    '404',
    'RFC 3986, 2.2: an encoded slash is no separator, and no file has one in its name',
  ),
  row('GET /a.txt%00.html', '400', '404', 'RFC 9110, 17.3: no file has a NUL in its name'),
  row('GET /%ff', '404', '400', 'RFC 3986, 2.5: names in URIs are UTF-8'),
  row('GET /.env', '200', '404', 'RFC 9110, 17.3: dotfiles are not meant for clients'),
  row('GET /leaving.txt', '200', '404', 'RFC 9110, 17.3: a link must not lead out of the directory'),
  row('GET /leaving/secret.txt', '200', '404', 'RFC 9110, 17.3: a link must not lead out of the directory'),
  row('HEAD /a.txt, Range: bytes=0-1', '206', '200', 'RFC 9110, 14.2: Range is defined for GET only'),
  row('OPTIONS /a.txt', '405', '204', 'RFC 9110, 9.3.7: OPTIONS says what is allowed'),
  row('OPTIONS *', '400', '204', 'RFC 9110, 9.3.7: OPTIONS says what is allowed'),
  row('POST /nothing, Content-Length: 0', '404', '405', 'RFC 9110, 15.5.6: no path here takes that method'),
  row('BREW /a.txt', '405', '501', 'RFC 9110, 9.1: a method that is not known at all'),
  row(
    'GET /a.txt, If-Modified-Since: Wed, 06 Mar 2024 06:07:08 GMT',
    '200',
    '304',
    'RFC 9110, 13.1.3: not modified since a later date either',
  ),
  row('GET /a.txt, Range: bytes=5-2', '416', '200', 'RFC 9110, 14.1.1 and 14.2: an invalid range is ignored'),
  row('GET /a.txt, Range: bytes=-', '416', '200', 'RFC 9110, 14.1.1 and 14.2: an invalid range is ignored'),
  row('GET /a.txt, Range: bytes=a-b', '416', '200', 'RFC 9110, 14.1.1 and 14.2: an invalid range is ignored'),
  row(
    'GET /a.txt, Range: bytes=0-5,3-8',
    '206 in two parts',
    '206 in one part',
    'RFC 9110, 15.3.7.2: overlapping ranges may be joined',
  ),
  row(
    'GET /a.txt, Range: bytes=0-0,1-1,2-2… (148 characters)',
    '206',
    '200',
    'RFC 9110, 14.2 and 17.15: many small ranges are an attack',
  ),
  row(
    'GET /empty.bin, Range: bytes=0-0',
    '200',
    '416',
    'RFC 9110, 14.1.2: no byte of an empty file can be asked for',
  ),
  row(
    'GET /a.txt, Expect: 100-continue',
    '100, then 200',
    '200',
    'RFC 9110, 10.1.1: no 100 where there is no content to wait for',
  ),
  row(
    'GET /a.txt, Expect: miracles',
    '200',
    '417',
    'RFC 9110, 10.1.1: an unknown expectation may be refused',
  ),
  row(
    'GET /a.txt, X-Long: xxxxxxxxxxxxxxxx… (20008 characters)',
    '400',
    '431',
    'RFC 6585, 5: says which limit it was',
  ),
  row('GET /a.txt, X-A: b, X-A: b, …', '200', '431', 'RFC 6585, 5: more than 100 headers are too many'),
  row('HTTP/0.9', 'the file without a head', '400', 'RFC 9112, 3: a request line has a version'),
  row('CONNECT', '400', '405', 'RFC 9110, 9.3.6 and 15.5.6: the method is known and not allowed'),
  row('a header without a colon', '200', '400', 'RFC 9112, 2.2: what is no header is refused'),
  row('chunked twice', '501', '400', 'RFC 9112, 6.1: chunked is applied once'),
];
