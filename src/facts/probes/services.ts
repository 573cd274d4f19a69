import type { Service } from './well-known.js';

/** A startup packet (protocol 3.0) for user postgres: answered by an authentication request, or by a refusal in words. */
function postgresql(): Buffer {
  const body = Buffer.from(
    '\0\x03\0\0user\0postgres\0database\0postgres\0application_name\0netcheck\0\0',
    'latin1',
  );
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 4);
  return Buffer.concat([size, body]);
}

/** SSLRequest (postgresql.org, "Message Formats"): answered by one byte, S where TLS may follow, N where not. */
const postgresqlTls = Buffer.from('0000000804d2162f', 'hex');

/** OP_MSG with {hello: 1, $db: "admin"}, which every server answers before a login (MongoDB wire protocol). */
function mongodb(): Buffer {
  const hello = Buffer.from('\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0', 'latin1');
  const message = Buffer.alloc(16 + 4 + 1 + 4 + hello.length);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt32LE(1, 4);
  message.writeUInt32LE(2013, 12);
  message.writeUInt32LE(hello.length + 4, 21);
  hello.copy(message, 25);
  return message;
}

/** CONNECT for MQTT 3.1.1 with a clean session and no client id: nothing stays behind. */
const mqtt = Buffer.from('\x10\x0c\0\x04MQTT\x04\x02\0\x0a\0\0', 'latin1');

/** An X.224 connection request that offers TLS and CredSSP (MS-RDPBCGR 2.2.1.1). */
const rdp = Buffer.from([3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0]);

/** PRELOGIN with VERSION and ENCRYPTION, and no login after it (MS-TDS 2.2.6.5). */
const tds = Buffer.from(
  '1201001a00000000' + '00000b0006' + '0100110001' + 'ff' + '000000000000' + '02',
  'hex',
);

/** A search for the root of the directory, and no attribute of it, which needs no login (RFC 4511 § 4.5.1, RFC 4512 § 5.1). */
const ldap = Buffer.from(
  '302a020101' +
    '6325' +
    '04000a01000a0100020100020100010100' +
    '870b' +
    '6f626a656374436c617373' +
    '30050403312e31',
  'hex',
);

/** NEGOTIATE with dialects 2.0.2 and 2.1, in a session packet (MS-SMB2 2.2.3); only headers and no login. */
function smb(): Buffer {
  const header = Buffer.alloc(64);
  header.write('\xfeSMB', 0, 'latin1');
  header.writeUInt16LE(64, 4);
  header.writeUInt16LE(1, 14);
  const negotiate = Buffer.alloc(40);
  negotiate.writeUInt16LE(36, 0);
  negotiate.writeUInt16LE(2, 2);
  negotiate.writeUInt16LE(1, 4);
  negotiate.fill(7, 12, 28);
  negotiate.writeUInt16LE(0x0202, 36);
  negotiate.writeUInt16LE(0x0210, 38);
  return Buffer.concat([Buffer.from([0, 0, 0, header.length + negotiate.length]), header, negotiate]);
}

/** A question for the root's name servers, behind its length (RFC 1035 § 4.1 and 4.2.2); one that is refused is answered, too. */
const dns = Buffer.from('0011' + '6e63' + '00000001000000000000' + '0000020001', 'hex');

/** The preface of a client that knows of HTTP/2 beforehand, with empty SETTINGS (RFC 9113 § 3.4). */
const http2 = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1');

/** FCGI_GET_VALUES for FCGI_MPXS_CONNS: a question about the server itself, that runs no script. */
const fastcgi = Buffer.from('\x01\x09\0\0\0\x11\0\0\x0f\0FCGI_MPXS_CONNS', 'latin1');

/** A GET of / with nothing but what is needed (uwsgi protocol, modifier 0): a number before each name and value. */
function uwsgi(): Buffer {
  const variables = {
    REQUEST_METHOD: 'GET',
    REQUEST_URI: '/',
    PATH_INFO: '/',
    SERVER_PROTOCOL: 'HTTP/1.1',
    HTTP_HOST: 'localhost',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
  };
  const sized = (text: string) => Buffer.concat([Buffer.from([text.length, 0]), Buffer.from(text)]);
  const body = Buffer.concat(
    Object.entries(variables).flatMap(([name, value]) => [sized(name), sized(value)]),
  );
  return Buffer.concat([Buffer.from([0, body.length & 255, body.length >> 8, 0]), body]);
}

/** CPing of AJP/1.3. */
const ajp = Buffer.from([0x12, 0x34, 0, 1, 10]);

/**
 * A header of the PROXY protocol that says nothing about the client (version 1, 2.1), and a request: who waits for such
 * a header hangs up on a bare request, and answers this one.
 */
const behindProxy = 'PROXY UNKNOWN\r\nGET / HTTP/1.0\r\n\r\n';

/**
 * No request line (RFC 9112 section 3): an HTTP server answers 400 by itself, whatever becomes of requests in the
 * application behind it. Servers that read lines take it for an unknown command.
 */
const malformed = 'netcheck\r\n\r\n';

/** The first question to a service that waits for its client and knows no HTTP; null for those that speak first. */
export function questionFor(service: Service): Buffer | string | null {
  switch (service) {
    case 'postgresql':
      return postgresql();
    case 'postgresql-tls':
      return postgresqlTls;
    case 'redis':
      return 'PING\r\n';
    case 'memcached':
      return 'version\r\n';
    case 'mongodb':
      return mongodb();
    case 'amqp':
      return Buffer.from('AMQP\0\0\x09\x01', 'latin1');
    case 'mqtt':
      return mqtt;
    case 'rdp':
      return rdp;
    case 'tds':
      return tds;
    case 'ldap':
      return ldap;
    case 'smb':
      return smb();
    case 'dns':
      return dns;
    case 'http2':
      return http2;
    case 'fastcgi':
      return fastcgi;
    case 'uwsgi':
      return uwsgi();
    case 'ajp':
      return ajp;
    case 'proxy-protocol':
      return behindProxy;
    case 'malformed':
      return malformed;
    default:
      return null;
  }
}
