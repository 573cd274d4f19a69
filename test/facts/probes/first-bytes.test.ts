import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognise } from '../../../src/facts/probes/first-bytes.js';
import { parseAnswer } from '../../../src/facts/probes/http.js';
import { handshakeTypes } from '../../../src/facts/probes/tls-hello.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('first bytes', () => {
  it.each([
    ['ssh', bytes('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n')],
    ['ssh', bytes('Exceeded MaxStartups\r\n')],
    ['smtp', bytes('220 mail.example.com ESMTP Postfix (Debian/GNU)\r\n')],
    ['ftp', bytes('220 (vsFTPd 3.0.3)\r\n')],
    ['ftp', bytes('220 ProFTPD Server (Debian) [::ffff:10.0.0.1]\r\n')],
    ['imap', bytes('* OK [CAPABILITY IMAP4rev1 SASL-IR] Dovecot ready.\r\n')],
    ['pop3', bytes('+OK Dovecot ready.\r\n')],
    ['redis', bytes('-DENIED Redis is running in protected mode because\r\n')],
    ['redis', bytes('-BUSY Redis is busy running a script.\r\n')],
    ['redis', bytes("-ERR wrong number of arguments for 'get' command\r\n")],
    ['redis', bytes('+PONG\r\n')],
    ['memcached', bytes('VERSION 1.6.18\r\n')],
    ['memcached', bytes('ERROR\r\n')],
    ['vnc', bytes('RFB 003.008\n')],
    ['amqp', bytes('AMQP\0\0\x09\x01')],
    ['amqp', hex('01 0000 00000100 000a 000a 0009')],
    ['amqp', bytes('AMQP\x03\x01\0\0')],
    ['tds', hex('0401 001a 0000 0100 00000b0006 0100110001 ff 0f0007d00000 02')],
    ['openwire', bytes('\0\0\0\xf0\x01ActiveMQ\0\0\0\x0c')],
    ['mpd', bytes('OK MPD 0.23.12\n')],
    ['xmpp', bytes("<?xml version='1.0'?><stream:stream xmlns='jabber:client'>")],
    ['sieve', bytes('"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n')],
    ['ftp', bytes('421 Service not available.\r\n')],
    ['ftp', bytes("500 OOPS: vsftpd: not found: directory given in 'secure_chroot_dir'\r\n")],
    ['smtp', bytes('450 4.7.1 try again later\r\n')],
    ['ldap', hex('300c 020101 65 07 0a0100 0400 0400')],
    ['ldap', hex('3084 0000000b 020101 64 06 0400 3000')],
    ['dns', hex('0011 6e63 8005 0001000000000000 00 0002 0001')],
    ['smb', hex('000000ca fe534d42 4000')],
    ['smb', hex('8300000181')],
    ['rtsp', bytes('RTSP/1.0 400 Bad Request\r\n')],
    ['rsync', bytes('@RSYNCD: 31.0\n')],
    ['irc', bytes('ERROR :Connection limit reached\r\n')],
    ['http', bytes('HTTP/1.1 400 Bad Request\r\n')],
    [
      'mongodb',
      bytes('It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n'),
    ],
    ['nats', bytes('INFO {"server_id":"N"}\r\n')],
    ['mysql', hex('4a 00 00 00 0a 38 2e 30 2e 33 36 00 08 00 00 00 7a 5f 1c 33')],
    ['mysql', bytes("E\0\0\0\xffj\x04Host '10.77.0.2' is not allowed to connect to this MySQL server")],
    ['mysql', bytes('\x17\0\0\x01\xff\x10\x04#08004Too many connections')],
    [
      'postgresql',
      bytes('E\0\0\0\x78SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry for host "10.77.0.1"\0\0'),
    ],
    ['postgresql', hex('52 00000017 0000000a 534352414d')],
    ['postgresql', bytes('N')],
    ['tls', hex('15 03 03 00 02 02 28')],
    ['http2', hex('000012 04 00 00000000 000300000080')],
    ['http2', hex('000008 07 00 00000000 00000000 00000001')],
    ['fastcgi', hex('01 0a 0000 0011 07 00 0f01')],
    ['ajp', hex('4142 0001 09')],
    ['rdp', hex('03 00 00 13 0e d0 00 00 12 34 00')],
    ['rdp', hex('03 00 00 09 02 f0 80 21 80')],
    ['mqtt', hex('20 02 00 05')],
    ['telnet', hex('ff fd 18 ff fd 20')],
  ])('%s', (protocol, first) => expect(recognise(first)?.protocol).toBe(protocol));

  it('quotes what a service says of itself', () => {
    expect(recognise(bytes('SSH-2.0-OpenSSH_9.2p1\r\nrest'))?.banner).toBe('SSH-2.0-OpenSSH_9.2p1');
    expect(recognise(bytes('\x17\0\0\x01\xff\x10\x04#08004Too many connections'))?.banner).toBe(
      'error 1040: Too many connections',
    );
    expect(
      recognise(bytes('E\0\0\0\x50SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0'))?.banner,
    ).toBe('FATAL 53300: sorry, too many clients already');
    expect(recognise(bytes('AMQP\0\0\x09\x01'))?.banner).toBe('AMQP 0-9-1');
    expect(recognise(bytes('AMQP\x03\x01\0\0'))?.banner).toBe('AMQP 1.0');
    expect(recognise(hex('15 03 03 00 02 02 70'))?.banner).toBe('TLS alert unrecognized_name');
  });

  it.each([bytes(''), bytes('hello\n'), hex('00'), hex('00000000000000000000'), bytes('\n')])(
    'does not guess at %j',
    first => expect(recognise(first)).toBeNull(),
  );

  it('is total', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), array => {
        recognise(Buffer.from(array));
        parseAnswer(Buffer.concat([bytes('HTTP/1.1 '), Buffer.from(array)]));
        handshakeTypes(Buffer.concat([hex('160303'), Buffer.from(array)]));
      }),
    );
  });
});

describe('an answer in HTTP', () => {
  const parse = (text: string) => parseAnswer(bytes(text));

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', 200, 'hi', true],
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi', 200, 'hi', true],
    ['HTTP/1.0 404\n\nno', 404, 'no', false],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\n\r\n', 204, '', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n', 200, 'hi', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi', 200, 'hi', false],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nhi\n0\n\n', 200, 'hi', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 ;a=b\r\nhi\r\n', 200, 'hi', false],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 101, '', true],
    ['HTTP/2 200\r\n\r\n', 200, '', false],
  ])('%j', (text, status, body, whole) =>
    expect(parse(text)).toMatchObject({ answer: { status, body }, whole }),
  );

  it.each(['', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 OK\r\n\r\n', 'SSH-2.0-x\r\n\r\n', 'HTTP/1.1 2000 x\r\n\r\n'])(
    'is none: %j',
    text => expect(parse(text)).toBeNull(),
  );

  it('knows a body in chunks that is none, and waits for no end of many small ones', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(parse(`${head}hello\r\n`)).toMatchObject({ whole: true, broken: true });
    expect(parse(`${head}5\r\nhello world`)).toMatchObject({ broken: true });
    expect(parse(`${head}${'1\r\na\r\n'.repeat(2000)}`)?.whole).toBe(true);
    expect(parse(`${head}${'1\r\na\r\n'.repeat(2000)}`)?.broken).toBeUndefined();
  });

  it('reads a head that is as long as browsers take', () => {
    const cookies = `Set-Cookie: a=${'x'.repeat(4000)}\r\n`.repeat(20);
    expect(parse(`HTTP/1.1 200 OK\r\n${cookies}Content-Length: 0\r\n\r\n`)?.answer.status).toBe(200);
  });

  it('keeps no secrets', () => {
    const text = 'HTTP/1.1 200 OK\r\nSet-Cookie: session=abc\r\nX: 1\r\nX: 2\r\n\r\n';
    expect(parse(text)?.answer.headers).toEqual({ 'set-cookie': '(hidden)', x: '1, 2' });
  });
});

it('hears that a NATS server which has introduced itself has no room', () => {
  const info = `INFO {"server_id":"N","version":"2.9.10","tags":"${'x'.repeat(600)}"} \r\n`;
  expect(recognise(Buffer.from(`${info}-ERR 'maximum connections exceeded'\r\n`))).toEqual({
    protocol: 'nats',
    banner: "-ERR 'maximum connections exceeded'",
  });
});

it('keeps the version of a NATS server, and not its page of JSON', () =>
  expect(
    recognise(bytes('INFO {"server_id":"N","server_name":"N","version":"2.9.10","port":4222}\r\n')),
  ).toEqual({
    protocol: 'nats',
    banner: 'NATS 2.9.10',
  }));
