import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { reachedAt } from '../../net/address.js';
import type { Place } from '../listen/addresses.js';

/** Listens with a queue of one and then sleeps for good, so that its event loop accepts nothing. */
const sleeper = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.on('error', error => parentPort.postMessage({ code: error.code }));
server.listen({ ...workerData, backlog: 1 }, () => {
  parentPort.postMessage({ port: server.address().port });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

const listenAsleep = (place: Place, port: number): Promise<{ worker: Worker; port: number }> =>
  new Promise((resolve, reject) => {
    const workerData = { host: place.address, port, ipv6Only: place.family === 6 && place.address !== '::' };
    const worker = new Worker(sleeper, { eval: true, workerData });
    worker.once('message', (message: { port?: number; code?: string }) => {
      if (message.port !== undefined) resolve({ worker, port: message.port });
      else reject(Object.assign(new Error(`listen ${message.code}`), { code: message.code }));
    });
    worker.once('error', reject);
  });

/** Linux lets one connection more wait than the queue is long. */
const queued = 2;

const fill = (place: Place, port: number): Promise<Socket[]> => {
  const host = reachedAt(place.address);
  const sockets = Array.from({ length: queued }, () => connect({ host, port }));
  return Promise.all(
    sockets.map(
      socket =>
        new Promise<Socket>(resolve => {
          socket.on('error', () => resolve(socket));
          socket.once('connect', () => resolve(socket));
        }),
    ),
  );
};

/** Listens on these places without ever accepting, the queues filled by connections of our own. */
export const listenDeaf = async (
  places: readonly Place[],
  port: number,
): Promise<{ port: number; close(): Promise<void> }> => {
  const workers: Worker[] = [];
  const sockets: Socket[] = [];
  let bound = port;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(workers.map(worker => worker.terminate()));
  };
  try {
    for (const place of places) {
      const asleep = await listenAsleep(place, bound);
      workers.push(asleep.worker);
      bound = asleep.port;
      sockets.push(...(await fill(place, bound)));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { port: bound, close };
};
