import { formatAddress } from '../../net/address.js';
import { AF_INET, AF_INET6 } from '../../net/address-family.js';

/** An ICMP error, with the machine that sent it. */
export interface Refusal {
  readonly address: string;
  readonly type: number;
  readonly code: number;
}

/** SO_EE_ORIGIN_ICMP and SO_EE_ORIGIN_ICMP6; others tell of no machine (linux/errqueue.h). */
const FROM_ICMP = [2, 3];
/** struct sock_extended_err, after which the address of the offender follows. */
const EXTENDED_ERROR = 16;

function offenderIn(bytes: Buffer): string | undefined {
  const family = bytes.length >= 2 ? bytes.readUInt16LE(0) : 0;
  if (family === AF_INET && bytes.length >= 8)
    return formatAddress({ family: 4, bytes: [...bytes.subarray(4, 8)] });
  if (family === AF_INET6 && bytes.length >= 24)
    return formatAddress({ family: 6, bytes: [...bytes.subarray(8, 24)] });
  return undefined;
}

function refusalIn(bytes: Buffer): Refusal | undefined {
  if (bytes.length < EXTENDED_ERROR || !FROM_ICMP.includes(bytes[4]!)) return undefined;
  const address = offenderIn(bytes.subarray(EXTENDED_ERROR));
  return address === undefined ? undefined : { address, type: bytes[5]!, code: bytes[6]! };
}

/**
 * The ICMP error in the control messages of recvmsg(MSG_ERRQUEUE) (IP_RECVERR in ip(7)); `word` is the size of size_t.
 * Undefined where none of them is one.
 */
export function decodeErrorQueue(control: Buffer, word: 4 | 8): Refusal | undefined {
  const header = word + 8;
  for (let at = 0; at + header <= control.length; ) {
    const length = control.readUInt32LE(at);
    if (length < header || at + length > control.length) return undefined;
    const found = refusalIn(control.subarray(at + header, at + length));
    if (found) return found;
    at += Math.ceil(length / word) * word;
  }
  return undefined;
}
