import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { Place } from './listen/addresses.js';

const idleMs = 5 * 60_000;

/** A server that sends every byte back. At most `most` connections; one that is silent for five minutes is closed. */
export const createTcpEcho = (most: number): Server => {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  server.maxConnections = most;
  return Object.assign(server, {
    closeAllConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
  });
};

/**
 * Sends every datagram back to where it came from. Ports of other echo servers and our own get nothing, or two of them
 * would talk for ever.
 */
export const listenUdpEcho = (place: Place, port: number): Promise<UdpSocket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket(
      place.family === 6 ? { type: 'udp6', ipv6Only: place.address !== '::' } : { type: 'udp4' },
    );
    socket.once('error', reject);
    socket.on('message', (bytes, from) => {
      if (from.port !== port && from.port > 19) socket.send(bytes, from.port, from.address, () => {});
    });
    socket.bind(port, place.address, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
