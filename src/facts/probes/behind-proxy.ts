import { heard } from './converse.js';
import { helloOf12 } from './tls-hello.js';
import type { Conversation } from './types.js';
import type { Wire } from './wire.js';

/** A moment for the answer to a hello, milliseconds. */
const PATIENCE = 2000;

/**
 * Says hello in TLS after a header of the PROXY protocol that says nothing about the client (version 1, 2.1): who waits
 * for such a header hangs up on a bare hello, and answers this one in TLS, if only by an alert.
 */
export async function helloBehindProxy(
  wire: Wire,
  base: Conversation,
  sni: string | null,
  deadline: number,
): Promise<Conversation> {
  const start = performance.now();
  wire.send(Buffer.concat([Buffer.from('PROXY UNKNOWN\r\n'), helloOf12(sni)]));
  const received = await wire.receive(bytes => bytes.length >= 6, Math.min(deadline, start + PATIENCE));
  const conversation = heard(base, received, wire, performance.now() - start);
  wire.close();
  return { ...conversation, firstBytes: '' };
}
