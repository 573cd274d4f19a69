import { Server, type Socket } from 'node:net';
import { counted } from '../../net/english.js';
import type { Fault } from './fault.js';

/**
 * Gives a server the fault of its sockets, if it is one: `empty` and `reset` take the place of HTTP, `refuse-after` closes
 * all of `servers` when so many connections have come.
 */
export const faultySockets = (
  fault: Fault,
  server: Server,
  servers: () => readonly Server[],
  say: (line: string) => void,
): void => {
  if (fault.kind === 'reset') replaceListener(server, 'connection', socket => socket.resetAndDestroy());
  if (fault.kind === 'empty') {
    const encrypted = server.listenerCount('secureConnection') > 0;
    replaceListener(server, encrypted ? 'secureConnection' : 'connection', socket => {
      socket.once('data', () => socket.end());
    });
  }
  if (fault.kind === 'refuse-after') countConnections(server, fault.value, servers, say);
};

const replaceListener = (server: Server, event: string, misbehave: (socket: Socket) => void): void => {
  server.removeAllListeners(event);
  server.on(event, (socket: Socket) => {
    socket.on('error', () => {});
    misbehave(socket);
  });
};

const countConnections = (
  server: Server,
  most: number,
  servers: () => readonly Server[],
  say: (line: string) => void,
): void => {
  let seen = 0;
  server.on('connection', () => {
    if (++seen < most) return;
    const open = servers().filter(({ listening }) => listening);
    const address = open[0]?.address();
    // HTTP's own close() ends connections without a request too, and this one has had no time for one (Node 26).
    for (const each of open) Server.prototype.close.call(each);
    if (address && typeof address === 'object')
      say(
        `Stopped listening on port ${address.port} after ${counted(seen, 'connection')}: --fault refuse-after.`,
      );
  });
};
