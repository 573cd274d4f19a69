import { randomBytes } from 'node:crypto';

/** A first question in a datagram, and how to know the answer to it. */
export interface UdpQuestion {
  readonly protocol: string;
  readonly bytes: Buffer;
  recognise(answer: Buffer): string | null;
}

const codes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** A query of one name (RFC 1035 § 4.1); `name` in labels. */
function dns(labels: readonly string[], type: number, recursion: boolean): UdpQuestion {
  const id = randomBytes(2);
  const name = Buffer.concat([
    ...labels.map(label => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
    Buffer.of(0),
  ]);
  const bytes = Buffer.concat([
    id,
    Buffer.from([recursion ? 1 : 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    name,
    Buffer.from([0, type, 0, 1]),
  ]);
  return {
    protocol: 'dns',
    bytes,
    recognise: answer =>
      answer.length >= 12 && answer.subarray(0, 2).equals(id) && ((answer[2] ?? 0) & 0x80) !== 0
        ? `DNS ${codes[(answer[3] ?? 0) & 15] ?? 'answer'}`
        : null,
  };
}

/** A client's packet of NTP version 4 (RFC 5905 § 7.3). */
const ntp: UdpQuestion = {
  protocol: 'ntp',
  bytes: Buffer.concat([Buffer.of(0x23), Buffer.alloc(47)]),
  recognise: answer =>
    answer.length >= 48 && ((answer[0] ?? 0) & 7) === 4 ? `NTP stratum ${answer[1]}` : null,
};

/** A long header of a version that nobody speaks: answered by a list of those spoken (RFC 9000 § 6). */
const quic: UdpQuestion = {
  protocol: 'quic',
  bytes: Buffer.concat([
    Buffer.from('c01a2a3a4a08', 'hex'),
    Buffer.alloc(8, 7),
    Buffer.of(8),
    Buffer.alloc(8, 9),
    Buffer.alloc(1177),
  ]),
  recognise: answer =>
    answer.length >= 7 && ((answer[0] ?? 0) & 0x80) !== 0 && answer.readUInt32BE(1) === 0
      ? 'QUIC version negotiation'
      : null,
};

/** A binding request (RFC 8489 § 5). */
const stun: UdpQuestion = {
  protocol: 'stun',
  bytes: Buffer.concat([Buffer.from('000100002112a442', 'hex'), Buffer.alloc(12, 5)]),
  recognise: answer =>
    answer.length >= 20 && answer.readUInt32BE(4) === 0x2112a442 ? 'STUN binding response' : null,
};

/** An empty datagram: a closed port answers it with ICMP, an open one as it likes. */
const empty: UdpQuestion = { protocol: 'udp', bytes: Buffer.alloc(0), recognise: () => null };

/** What to ask a UDP port, by its number. */
export function udpQuestion(port: number): UdpQuestion {
  switch (port) {
    case 53:
    case 5355:
      return dns(['localhost'], 1, true);
    case 5353:
      return dns(['_services', '_dns-sd', '_udp', 'local'], 12, false);
    case 123:
      return ntp;
    case 443:
    case 8443:
      return quic;
    case 3478:
      return stun;
    default:
      return empty;
  }
}
