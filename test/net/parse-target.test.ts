import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../src/net/parse-target.js';
import { UsageError } from '../../src/net/usage-error.js';

const only = (target: object) =>
  Object.fromEntries(Object.entries(target).filter(([, value]) => value !== null));
const tcp = (kind: string, rest: object) => ({ kind, protocol: 'tcp', ...rest });
const udp = (kind: string, rest: object) => ({ kind, protocol: 'udp', ...rest });
const url = (scheme: string, host: string, port: number, path: string) =>
  tcp('url', { scheme, host, port, path });

describe('what people type', () => {
  it.each([
    ['8000', tcp('port', { port: 8000 })],
    [':8000', tcp('port', { port: 8000 })],
    ['*:8000', tcp('port', { port: 8000 })],
    [':::8000', tcp('port', { port: 8000 })],
    ['8000/udp', udp('port', { port: 8000 })],
    ['8000/TCP', tcp('port', { port: 8000 })],
    ['65535', tcp('port', { port: 65535 })],
    ['localhost', tcp('host', { host: 'localhost' })],
    ['LocalHost', tcp('host', { host: 'localhost' })],
    ['localhost:8000', tcp('endpoint', { host: 'localhost', port: 8000 })],
    ['db:5432', tcp('endpoint', { host: 'db', port: 5432 })],
    ['10.0.0.5:80', tcp('endpoint', { host: '10.0.0.5', port: 80 })],
    ['10.0.0.5', tcp('host', { host: '10.0.0.5' })],
    ['0.0.0.0:80', tcp('endpoint', { host: '0.0.0.0', port: 80 })],
    ['[::1]:8000', tcp('endpoint', { host: '::1', port: 8000 })],
    ['[::1]', tcp('host', { host: '::1' })],
    ['::1', tcp('host', { host: '::1' })],
    ['::', tcp('host', { host: '::' })],
    ['FD77:0::1', tcp('host', { host: 'fd77::1' })],
    ['fd77::1:8000', tcp('host', { host: 'fd77::1:8000' })],
    ['fe80::1%eth0', tcp('host', { host: 'fe80::1%eth0' })],
    ['[fe80::1%eth0]:80', tcp('endpoint', { host: 'fe80::1%eth0', port: 80 })],
    ['host:53/udp', udp('endpoint', { host: 'host', port: 53 })],
    ['example.com', tcp('host', { host: 'example.com' })],
    ['EXAMPLE.com.', tcp('host', { host: 'example.com.' })],
    ['my_host.internal:80', tcp('endpoint', { host: 'my_host.internal', port: 80 })],
    ['bücher.example', tcp('host', { host: 'xn--bcher-kva.example' })],
    ['https://example.com/path', url('https', 'example.com', 443, '/path')],
    ['http://localhost:3000', url('http', 'localhost', 3000, '/')],
    ['HTTP://Example.COM?q=1#top', url('http', 'example.com', 80, '/?q=1')],
    ['ws://localhost:9000/live', url('ws', 'localhost', 9000, '/live')],
    ['wss://example.com', url('wss', 'example.com', 443, '/')],
    ['https://[::1]:8443/a%20b', url('https', '::1', 8443, '/a%20b')],
    ['http://[fe80::1%25eth0]:80/', url('http', 'fe80::1%eth0', 80, '/')],
    ['http://example.com:/', url('http', 'example.com', 80, '/')],
    ['http://bücher.example/grün', url('http', 'xn--bcher-kva.example', 80, '/gr%C3%BCn')],
    ['pid:4242', tcp('pid', { pid: 4242 })],
    ['unix:/run/app.sock', tcp('unix', { socketPath: '/run/app.sock' })],
    ['unix:///run/app.sock', tcp('unix', { socketPath: '/run/app.sock' })],
    ['unix:@abstract', tcp('unix', { socketPath: '@abstract' })],
    ['gunicorn', tcp('program', { program: 'gunicorn' })],
    ['python3.11', tcp('program', { program: 'python3.11' })],
    ['nginx.service', tcp('program', { program: 'nginx.service' })],
    ['getty@tty1.service', tcp('program', { program: 'getty@tty1.service' })],
    ['server.js', tcp('program', { program: 'server.js' })],
    ['my-app_2', tcp('program', { program: 'my-app_2' })],
  ])('%s', (typed, expected) => {
    expect(only({ ...parseTarget(typed), input: null })).toEqual(expected);
  });

  it('takes a path for a unix socket', () => {
    expect(parseTarget('/run/app.sock')).toMatchObject({ kind: 'unix', socketPath: '/run/app.sock' });
    expect(parseTarget('//run/app.sock')).toMatchObject({ kind: 'unix', socketPath: '//run/app.sock' });
  });

  it('keeps user names and passwords nowhere', () => {
    const target = parseTarget('https://ana:hunter2@example.com:8443/x@y?mail=a@b');
    expect(target).toMatchObject({ host: 'example.com', port: 8443, path: '/x@y?mail=a@b' });
    expect(JSON.stringify(target)).not.toMatch(/ana|hunter2/);
    expect(() => parseTarget('redis://:hunter2@db:6379/0')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });
});

describe('what is no target', () => {
  it.each([
    ['', 'The target is empty.'],
    ['  ', 'The target is empty.'],
    ['99999', '99999 is not a port.'],
    ['0', '0 is not a port.'],
    ['000000080', '000000080 is not a port.'],
    [':x', 'x is not a port.'],
    [':', 'There is a colon, and no port after it.'],
    ['localhost:', 'There is a colon, and no port after it.'],
    ['8000/sctp', 'netcheck asks TCP and UDP ports, not sctp.'],
    ['localhost:http', 'http is not a port.'],
    ['localhost:0', '0 is not a port.'],
    ['localhost:65536', '65536 is not a port.'],
    ['http://', 'The URL http:// has no host.'],
    ['http://:80', 'The URL http://:80 has no host.'],
    ['http:///x', 'The URL http:///x has no host.'],
    ['http://h:x/', 'x is not a port.'],
    ['http://h:0/', '0 is not a port.'],
    ['http://[::1/', 'The URL http://[::1/ has a host that cannot be read.'],
    ['http://::1/', 'The URL http://::1/ has a host that cannot be read.'],
    ['http://999.1.1.1/', '999.1.1.1 is neither a host name nor an address.'],
    ['ftp://example.com/x', 'netcheck asks http, https, ws and wss URLs, not ftp.'],
    ['[::1', '[::1 is not an address.'],
    ['::1]:80', '::1]:80 is not an address.'],
    ['[localhost]:80', '[localhost]:80 is not an address.'],
    ['[::g]:80', '::g is neither a host name nor an address.'],
    ['::1:8000', '::1:8000 is an IPv6 address without a port.'],
    ['1:2:3', '1:2:3 is not an address.'],
    ['10.0.0.300:80', '10.0.0.300 is neither a host name nor an address.'],
    ['10.0.0.300', '10.0.0.300 is neither a port, a host, a URL nor the name of a program.'],
    ['-1', '-1 is neither a port, a host, a URL nor the name of a program.'],
    ['0x50', '0x50 is neither a port, a host, a URL nor the name of a program.'],
    ['１２３', '１２３ is neither a port, a host, a URL nor the name of a program.'],
    ['http://0x7f.1/', '0x7f.1 is neither a host name nor an address.'],
    ['fe80::1%eth0:80', 'fe80::1%eth0:80 is an IPv6 address without a port.'],
    ['ana@localhost', 'A target has no user name in it.'],
    ['80.5', '80.5 is neither a port, a host, a URL nor the name of a program.'],
    ['a..b:80', 'a..b is neither a host name nor an address.'],
    ['local host:80', 'A target has no blanks or control characters in it.'],
    ['a\u001b[31mb:80', 'A target has no blanks or control characters in it.'],
    ['a\u202eb:80', 'A target has no blanks or control characters in it.'],
    [`${'a'.repeat(64)}.com:80`, `${'a'.repeat(64)}.com is neither a host name nor an address.`],
    ['a'.repeat(3000), 'The target is too long.'],
    ['localhost:8000/path', 'localhost:8000/path has a path, but no scheme.'],
    ['10.0.0.0/8', '10.0.0.0/8 is a network.'],
    ['fd00::/64', 'fd00::/64 is a network.'],
    ['http:/localhost:8000', 'http:/localhost:8000 lacks a slash.'],
    ['localhost/8000/x', 'localhost/8000/x has a path, but no scheme.'],
    ['http:localhost:8000', 'http:localhost:8000 lacks two slashes.'],
    ['http:\\\\localhost:8000', 'http:\\\\localhost:8000 lacks two slashes.'],
    ['http://http://localhost:8000/x', 'http://http://localhost:8000/x has its scheme twice.'],
    ['http://https://u:pw@localhost/', 'http://https://localhost/ has its scheme twice.'],
    ['https://http//localhost', 'https://http//localhost has its scheme twice.'],
    ['.', '. is a folder.'],
    ['../', '../ is a folder.'],
    ['https//localhost', 'https//localhost lacks a colon.'],
    ['//localhost:8000', '//localhost:8000 lacks its scheme.'],
    ['//10.0.0.5/x', '//10.0.0.5/x lacks its scheme.'],
    ['//[::1]:8000/', '//[::1]:8000/ lacks its scheme.'],
    ['8000,8001', '8000,8001 is neither a port, a host, a URL nor the name of a program.'],
    ['ana:pw@db:5432', 'A target has no user name in it.'],
    ['ana:pw@db/x', 'A target has no user name in it.'],
    ['http:/ana:pw@db', 'A target has no user name in it.'],
    ['https//ana:pw@db', 'A target has no user name in it.'],
    ['ana@db.local/x', 'A target has no user name in it.'],
    ['localhost:8000/@fs/main.js', 'localhost:8000/@fs/main.js has a path, but no scheme.'],
    ['//ana:pw@localhost', '//localhost lacks its scheme.'],
    ['pid:0', '0 is not a process id.'],
    ['pid:x', 'x is not a process id.'],
    ['unix:', 'unix: is not the whole path of a socket.'],
    ['unix:run/app.sock', 'unix:run/app.sock is not the whole path of a socket.'],
    ['app.sock', 'app.sock is not the whole path of a socket.'],
  ])('%j', (typed, message) => {
    const error = catchError(() => parseTarget(typed));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ message, hint: expect.stringMatching(/./) });
  });

  it('gives the brackets that were missing', () => {
    expect(catchError(() => parseTarget('::1:8000'))).toMatchObject({
      hint: 'With a port it is written in brackets: [::1]:8000',
    });
  });

  it.each([
    ['10.0.0.0/8', 'Name one address in it, such as 10.0.0.5:80.'],
    ['http:/localhost:8000/x', 'Try http://localhost:8000/x'],
    ['8000,8001', 'Several targets are written with blanks: netcheck why 8000 8001'],
    ['8000/index.html', 'Try http://localhost:8000/index.html'],
    [':8000/', 'Try http://localhost:8000/'],
    ['fe80::1%eth0:80', 'With a port it is written in brackets: [fe80::1%eth0]:80'],
    ['localhost:http', 'Try localhost:80'],
    ['UDP/53', 'Try 53/udp'],
    ['HTTPS:8000', 'Try https://localhost:8000'],
    ['http:8000/x', 'Try http://localhost:8000/x'],
    ['port:8000', 'Try 8000'],
    ['port:8000/udp', 'Try 8000/udp'],
    ['udp:8000', 'Try 8000/udp'],
    ['localhost/8000', 'Try localhost:8000'],
    ['127.0.0.1/8000', 'Try 127.0.0.1:8000'],
    ['10.0.0.5/443', 'Try 10.0.0.5:443'],
    ['8000/404', 'Try http://localhost:8000/404'],
    ['unix:run/app.sock', 'Try unix:$PWD/run/app.sock'],
    ['./app.sock', 'Try unix:$PWD/app.sock'],
    ['../run/app', 'Try unix:$PWD/../run/app'],
    ['8080:80', 'Try 8080 or localhost:80'],
    ['0:80', 'Try localhost:80'],
    ['192.168.1.300:80', 'An IPv4 address is four numbers from 0 to 255: 192.168.1.10'],
    ['http://10.1/', 'An IPv4 address is four numbers from 0 to 255: 192.168.1.10'],
  ])('says what to type in place of %s', (typed, hint) =>
    expect(catchError(() => parseTarget(typed))).toMatchObject({ hint }),
  );

  it.each([
    ['redis://db/0', 'db:6379'],
    ['jdbc:postgresql://db/shop', 'db:5432'],
    ['mongodb://a,b:27018/shop', 'a:27017'],
    ['udp://localhost:53', 'localhost:53/udp'],
  ])('gives the endpoint of a URL that it cannot ask: %s', (typed, endpoint) => {
    expect(catchError(() => parseTarget(typed))).toMatchObject({
      hint: `Ask whether a connection gets through: netcheck why ${endpoint}`,
    });
  });
});

it('answers anything with a target or one plain line', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...'::[]/@%.*-0'.split(''), 'http://', 'pid:', '/udp', '8000', '::1', 'xn--a'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), pieces => {
      try {
        const target = parseTarget(pieces.join(''));
        expect(target.port === null || (target.port >= 1 && target.port <= 65535)).toBe(true);
        expect(`${target.host}${target.path}${target.input}`).not.toMatch(/[\s\p{Cc}]/u);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as UsageError).message).not.toMatch(/[\p{Cc}]/u);
      }
    }),
    { numRuns: 2000 },
  );
});

function catchError(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
