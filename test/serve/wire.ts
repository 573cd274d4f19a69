import { connect, type Socket } from 'node:net';

/** Everything a server sends back to these bytes until it hangs up, or until `until` is seen, or for `ms` at most. */
export const exchange = (
  port: number,
  bytes: string | Buffer | readonly string[],
  { until, ms = 5000 }: { until?: RegExp; ms?: number } = {},
): Promise<string> =>
  new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(done, ms);
    socket.on('error', done);
    socket.on('close', done);
    socket.on('data', chunk => {
      text += chunk.toString('latin1');
      if (until?.test(text)) done();
    });
    const pieces = typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes;
    for (const piece of pieces) socket.write(piece);
  });

/** A connection that stays open until it is destroyed; `closed` resolves when the other side hangs up. */
export const hold = (port: number, bytes = ''): Promise<{ socket: Socket; closed: Promise<string> }> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    const closed = new Promise<string>(end => socket.once('close', () => end(text)));
    socket.on('data', chunk => {
      text += chunk.toString('latin1');
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.on('error', () => {});
      if (bytes) socket.write(bytes);
      resolve({ socket, closed });
    });
  });

export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
