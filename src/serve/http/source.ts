import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Connection } from './application.js';
import { type RequestSource, requestFrom } from './request.js';

/** Node's request as a source; an object of one fixed shape, since one is made for each request. */
class IncomingSource implements RequestSource {
  readonly method: string;
  readonly target: string;
  /** Kept, for node takes it from a request whose content somebody stops reading. */
  private readonly socket: Socket;

  constructor(
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
  ) {
    this.method = incoming.method!;
    this.target = incoming.url!;
    this.socket = incoming.socket;
  }

  get rawHeaders(): string[] {
    return this.incoming.rawHeaders;
  }

  get headers(): IncomingMessage['headers'] {
    return this.incoming.headers;
  }

  get secure(): boolean {
    return 'encrypted' in this.socket;
  }

  content(): IncomingMessage | undefined {
    return contentOf(this.incoming, this.outgoing);
  }

  connection(): Connection {
    return describeConnection(this.socket, this.incoming.httpVersion);
  }

  signal(): AbortSignal {
    return signalOf(this.outgoing);
  }
}

/** A `Request` over node's: nothing of it is read or copied before an application asks. */
export const requestOf = (incoming: IncomingMessage, outgoing: ServerResponse): Request =>
  requestFrom(new IncomingSource(incoming, outgoing));

/** The client that asked for it is told to go on only when somebody wants to read (RFC 9110, 10.1.1). */
const contentOf = (incoming: IncomingMessage, outgoing: ServerResponse): IncomingMessage | undefined => {
  if (incoming.headers['content-length'] === undefined && incoming.headers['transfer-encoding'] === undefined)
    return undefined;
  if (incoming.headers.expect !== undefined && !incoming.complete) outgoing.writeContinue();
  return incoming;
};

const signalOf = (outgoing: ServerResponse): AbortSignal => {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
};

const describeConnection = (socket: Socket, httpVersion: string): Connection => ({
  remote: { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
  local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
  httpVersion,
  tls: 'encrypted' in socket ? describeTls(socket as TLSSocket) : null,
});

const describeTls = (socket: TLSSocket): Connection['tls'] => ({
  protocol: socket.getProtocol() ?? '',
  cipher: socket.getCipher()?.name ?? '',
  serverName: (socket as TLSSocket & { servername?: string | false }).servername || null,
});
