import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Place } from './addresses.js';
import { inUrl } from './addresses.js';

const patience = 2000;

/** A URL that was tried: whether it answered as this server does, and else what happened. */
export interface Tried {
  readonly url: string;
  readonly place: Place;
  readonly works: boolean;
  readonly says: string;
}

/** Asks this place for `/ping`, as a client would; only an answer `PONG` counts. */
export const tryHttp = (place: Place, port: number, secure: boolean): Promise<Tried> =>
  new Promise(resolve => {
    const url = `${secure ? 'https' : 'http'}://${inUrl(place)}:${port}/`;
    const done = (works: boolean, says: string): void => resolve({ url, place, works, says });
    const options = {
      host: place.address,
      port,
      path: '/ping',
      // The zone of a link-local address is this machine's own matter (RFC 6874, 1).
      headers: { host: `${inUrl({ ...place, address: place.address.split('%')[0]! })}:${port}` },
      agent: false,
      timeout: patience,
      rejectUnauthorized: false,
    };
    const request = (secure ? httpsRequest : httpRequest)(options, response => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => {
        text = (text + chunk).slice(0, 64);
      });
      response.on('end', () =>
        done(text === 'PONG', text === 'PONG' ? 'answers' : 'another server answers there'),
      );
      response.on('error', error => done(false, error.message));
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', (error: NodeJS.ErrnoException) => done(false, error.code ?? error.message));
    request.end();
  });

/** Connects and nothing more: what can be tried of a server that does not answer on purpose, or speaks no HTTP. */
export const tryConnect = (place: Place, port: number, scheme: string): Promise<Tried> =>
  new Promise(resolve => {
    const url = `${scheme}://${inUrl(place)}:${port}${scheme === 'tcp' ? '' : '/'}`;
    const socket = connect({ host: place.address, port, timeout: patience });
    const done = (works: boolean, says: string): void => {
      socket.destroy();
      resolve({ url, place, works, says });
    };
    socket.once('connect', () => done(true, 'connects'));
    socket.once('timeout', () => done(false, 'no answer'));
    socket.once('error', (error: NodeJS.ErrnoException) => done(false, error.code ?? error.message));
  });
