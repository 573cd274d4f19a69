import type { Server, Socket } from 'node:net';
import type { Fault } from './fault.js';

/**
 * Gives a server the fault of its sockets, if it is one: `empty` and `reset` take the place of HTTP, `refuse-after` closes
 * all of `servers` when so many connections have come.
 */
export const faultySockets = (fault: Fault, server: Server, servers: () => readonly Server[]): void => {
  if (fault.kind === 'reset') replaceListener(server, 'connection', socket => socket.resetAndDestroy());
  if (fault.kind === 'empty') {
    const encrypted = server.listenerCount('secureConnection') > 0;
    replaceListener(server, encrypted ? 'secureConnection' : 'connection', socket => {
      socket.once('data', () => socket.end());
    });
  }
  if (fault.kind === 'refuse-after') countConnections(server, fault.value, servers);
};

const replaceListener = (server: Server, event: string, misbehave: (socket: Socket) => void): void => {
  server.removeAllListeners(event);
  server.on(event, (socket: Socket) => {
    socket.on('error', () => {});
    misbehave(socket);
  });
};

const countConnections = (server: Server, most: number, servers: () => readonly Server[]): void => {
  let seen = 0;
  server.on('connection', () => {
    if (++seen < most) return;
    for (const each of servers()) if (each.listening) each.close();
  });
};
