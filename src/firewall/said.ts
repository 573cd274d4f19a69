import { hostHeader, requestPath } from '../facts/probes/http.js';
import type { Probe } from '../facts/probes/types.js';
import { parseAddress } from '../net/address.js';
import type { Question } from '../net/question.js';

/** What a client's first packet with data holds, in latin1: how it begins, and what stands further on. */
export interface Said {
  readonly start: string;
  readonly texts: readonly string[];
}

/** The protocol of a port that was asked for by its number: HTTP where that was answered, or tried and got nothing. */
function triedAt({ port, protocol }: Question, probes: readonly Probe[]): string | null {
  const first = probes.find(each => each.port === port && each.protocol === protocol)?.conversations[0];
  const plain =
    first?.asked === 'http' &&
    (first.http !== null || first.outcome === 'silent' || first.outcome === 'reset');
  return plain ? 'http' : null;
}

/** What every client of this question says first, as far as the question tells; undefined where it does not. */
export function saidBy(question: Question, probes: readonly Probe[]): Said | undefined {
  const { target, address, port } = question;
  const host = target.host ?? address;
  const scheme = target.scheme ?? triedAt(question, probes);
  if (scheme === 'http' || scheme === 'ws')
    return {
      start: `GET ${requestPath(target.path ?? '/')} HTTP/1.1\r\n`,
      texts: [`Host: ${hostHeader(host, port, 'http')}\r\n`],
    };
  // A handshake record with a ClientHello, the name in clear (RFC 8446 sections 4.1.2 and 5.1, RFC 6066 section 3).
  if (scheme === 'https' || scheme === 'wss')
    return { start: '\x16\x03\x01', texts: parseAddress(host) ? [] : [host] };
  return undefined;
}
