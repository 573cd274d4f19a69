import type { Server } from 'node:net';
import type { Place } from './addresses.js';

/** One attempt to listen, or why it failed (`code` EADDRINUSE, EACCES, EADDRNOTAVAIL …). */
const listenOn = (server: Server, { address, family }: Place, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, backlog: 511, ipv6Only: family === 6 && address !== '::' }, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(bound !== null && typeof bound === 'object' ? bound.port : port);
    });
  });

const closeAll = (servers: readonly Server[]): void => {
  for (const server of servers) server.close();
};

/** How often a free port that one address offered is looked for on the others. */
const attempts = 20;

/**
 * Listens on one port of all the places; 0 finds one that is free on each. Gives the servers and the port, or throws
 * node's error, with nothing left listening.
 */
export const listenAll = async <S extends Server>(
  create: () => S,
  places: readonly Place[],
  port: number,
): Promise<{ servers: S[]; port: number }> => {
  for (let attempt = 1; ; attempt++) {
    const servers: S[] = [];
    let bound = port;
    try {
      for (const place of places) {
        const server = create();
        bound = await listenOn(server, place, bound);
        servers.push(server);
      }
      return { servers, port: bound };
    } catch (error) {
      closeAll(servers);
      const again =
        port === 0 && (error as NodeJS.ErrnoException).code === 'EADDRINUSE' && attempt < attempts;
      if (!again) throw error;
    }
  }
};

/** The same from `port` on upwards: the first that is free on all places, within 100. */
export const listenFrom = async <S extends Server>(
  create: () => S,
  places: readonly Place[],
  port: number,
): Promise<{ servers: S[]; port: number }> => {
  for (let candidate = port; ; candidate++)
    try {
      return await listenAll(create, places, candidate);
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || candidate >= Math.min(port + 100, 65_535)) throw error;
    }
};
