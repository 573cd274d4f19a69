import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askAgain } from '../../../src/facts/upstreams/again.js';
import { answer, said } from '../../support/talks.js';

let server: Server;
afterEach(() => void server.close());

/** Asks again a server whose first answer took so long, with so much time left; milliseconds. */
async function asked(listener: RequestListener, ms = 5, left = 10_000, status = 200) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const first = said({ address: '127.0.0.1', port, path: '/', ms, http: answer(status) });
  return askAgain(first, performance.now() + left);
}

const everyOther = (status: number): RequestListener => {
  let count = 0;
  return (_, response) => {
    count += 1;
    response.writeHead(count % 2 ? 200 : status).end();
  };
};

it('tells of those that failed', async () =>
  expect(await asked(everyOther(502))).toMatchObject({ asked: 8, failed: { length: 3 } }));

it('takes nothing that a proxy turns away for an answer of those that work', async () => {
  const statuses = [503, 502];
  let count = 0;
  const failing: RequestListener = (_, response) => void response.writeHead(statuses[count++ % 2]!).end();
  expect(await asked(failing, 5, 10_000, 502)).toBeUndefined();
});

it('waits for an application that takes one request after the other', async () => {
  let last = Promise.resolve();
  const slowly: RequestListener = (_, response) => {
    last = last.then(() => new Promise(resolve => setTimeout(resolve, 300)));
    void last.then(() => response.end());
  };
  expect(await asked(slowly, 300)).toBeUndefined();
});

it('does not ask where no time is left to wait', async () =>
  expect(await asked(everyOther(502), 5, 1000)).toBeUndefined());
