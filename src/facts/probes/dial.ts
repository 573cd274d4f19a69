import { askedWith, type Call } from './call.js';
import { connect } from './connect.js';
import { askOn, blank, getOn, listenOn, waitOn } from './converse.js';
import { inHello, inHelloBehindProxy, inTls } from './dial-tls.js';
import { hostHeader } from './http.js';
import type { Line } from './line.js';
import type { Conversation } from './types.js';

/** Has one conversation on an open connection, and closes it. */
export function speak(line: Line, call: Call, last: number): Promise<Conversation> {
  const deadline = call.patience ? Math.min(last, performance.now() + 2 * call.patience) : last;
  const { how, reason, host, path } = call;
  if (how === 'https' || how === 'tls') return inTls(line, call, deadline);
  if (how === 'hello') return inHello(line, call, deadline);
  const wire = line.wire();
  const asked = how === 'http' ? 'http' : how === 'greeting' || how === 'silent' ? 'listen' : 'service';
  const base = {
    ...blank(call.address, call.port, asked, reason),
    ...askedWith(call),
    service: asked === 'service' ? how : null,
  };
  if (how === 'proxy-protocol-tls') return inHelloBehindProxy(wire, base, call, deadline);
  if (how === 'http') return getOn(wire, base, host, path, deadline, call.credentials);
  if (how === 'greeting') return listenOn(wire, base, host, call.sure ?? false, deadline);
  if (how === 'silent') return waitOn(wire, base, deadline);
  return askOn(wire, base, how, Math.min(deadline, performance.now() + (call.patience ?? Infinity)));
}

/** What the caller wanted to do with the connection. */
const askedOf = ({ how }: Call): Conversation['asked'] => {
  if (how === 'https' || how === 'http' || how === 'tls') return how;
  return how === 'greeting' || how === 'silent' ? 'listen' : 'service';
};

/**
 * Connects, and has one conversation. Where no connection is had, the conversation is `failed` with its errno; but a
 * reset that comes as fast as the connection itself is the server's, as it is a moment later.
 */
export async function dial(call: Call, deadline: number): Promise<Conversation> {
  const connection = await connect(call.address, call.port, call.local, deadline);
  if (connection.line !== null) return speak(connection.line, call, deadline);
  return {
    ...blank(call.address, call.port, askedOf(call), call.reason),
    outcome: connection.outcome === 'reset' ? 'reset' : 'failed',
    name:
      call.how === 'http' || call.how === 'https' ? hostHeader(call.host, call.port, call.how) : call.host,
    path: call.path,
    errno: connection.errno,
    ms: connection.ms,
  };
}
