import { createServer as createHttp, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { Application } from './application.js';
import { createGuard, type Guard } from './guard.js';
import { defaultLimits, type GuardLimits } from './guard-limits.js';
import { handle } from './handle.js';
import { answerRaw, longestHead, statusOfParseError, wordsOfParseError } from './refusals.js';
import { putSlot, slotOf } from './slot.js';

/** What a server of an application is made of. */
export interface ServerSettings {
  readonly limits?: Partial<GuardLimits>;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly report?: (error: unknown) => void;
  /** Changes a new server before its connections are guarded. */
  readonly prepare?: (server: Server) => void;
}

/** Servers of one application behind one door: one per address that is listened on. */
export interface Network {
  /** A server that does not listen yet. */
  create(): Server;
  readonly guard: Guard;
}

/** What a 405 has to say (RFC 9110, 15.5.6): the other machine that CONNECT names takes no method here. */
const noMethod = 'Allow:\r\n';

/** The network as one handler of an application, with limits on everything a client may do. */
export const createNetwork = (application: Application, settings: ServerSettings = {}): Network => {
  const limits = { ...defaultLimits, ...settings.limits };
  const guard = createGuard(limits);
  const listener = handle(application, { now: guard.now, report: settings.report ?? (() => {}) });
  const options: ServerOptions = {
    maxHeaderSize: longestHead,
    headersTimeout: limits.headersMs,
    requestTimeout: 5 * 60_000,
    keepAliveTimeout: 0,
    connectionsCheckingInterval: 1000,
    noDelay: true,
  };
  const create = (): Server => {
    const { tls } = settings;
    const server: Server = tls
      ? createHttps({ ...options, ...tls, handshakeTimeout: limits.headersMs })
      : createHttp(options);
    server.maxHeadersCount = 0;
    server.on('request', listener);
    server.on('checkContinue', listener);
    server.on('clientError', (error, socket) => refuseClient(error, socket as Socket));
    server.on('connect', (_, socket) => answerRaw(socket as Socket, 405, 'This is no proxy.', noMethod));
    if (tls) server.on('secureConnection', carrySlot);
    settings.prepare?.(server);
    guardConnections(server, guard, tls !== undefined);
    return server;
  };
  return { create, guard };
};

/** Node hands a new connection to its 'connection' listener; ours asks the guard first. */
const guardConnections = (server: Server, guard: Guard, encrypted: boolean): void => {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
  const accept = (socket: Socket): void => {
    for (const listener of listeners) listener.call(server, socket);
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!guard.admit(socket, encrypted)) return;
    socket.on('error', () => {});
    if (encrypted) sniff(socket, () => accept(socket));
    else accept(socket);
  });
};

/** A TLS record begins with 22 (RFC 8446, 5.1). Whoever speaks HTTP to a TLS port is told so in HTTP. */
const sniff = (socket: Socket, accept: () => void): void => {
  const timer = setTimeout(() => socket.destroy(), defaultLimits.headersMs);
  socket.once('close', () => clearTimeout(timer));
  socket.once('data', chunk => {
    clearTimeout(timer);
    if (chunk[0] === 22) {
      socket.pause();
      socket.unshift(chunk);
      accept();
    } else if (/^[A-Z]+ /.test(chunk.subarray(0, 16).toString('latin1')))
      answerRaw(socket, 400, 'A plain HTTP request was sent to HTTPS. Ask this port with https://.');
    else socket.destroy();
  });
};

const carrySlot = (secure: Socket): void => {
  const slot = slotOf((secure as Socket & { _parent?: Socket })._parent ?? secure);
  if (!slot) return;
  slot.socket = secure;
  putSlot(secure, slot);
};

/** Whoever was answered before the rest of the request turned out to be wrong gets no second answer. */
const refuseClient = (error: Error & { code?: string }, socket: Socket): void => {
  const { incoming, outgoing } = slotOf(socket) ?? {};
  const answered = outgoing?.headersSent === true && incoming?.complete === false;
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') socket.destroy();
  else if (answered) socket.destroySoon();
  else answerRaw(socket, statusOfParseError(error), wordsOfParseError(error));
};
