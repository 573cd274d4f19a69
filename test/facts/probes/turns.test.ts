import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { askingOf } from '../../../src/facts/probes/plan.js';
import { probe } from '../../../src/facts/probes/probe.js';
import { askInTurn } from '../../../src/facts/probes/turns.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { said } from '../../support/talks.js';

it('asks the same again where sockets take turns, and only there', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    response.statusCode = asked++ % 2 ? 404 : 200;
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = parseTarget(`http://127.0.0.1:${port}/new.txt`);
  const plan = {
    protocol: 'tcp' as const,
    address: '127.0.0.1',
    port,
    local: true,
    question: askingOf(url, port),
  };
  const plain = await probe(plan, performance.now() + 20_000);
  expect(plain.turns).toBeUndefined();
  const { turns } = await probe({ ...plan, turns: true }, performance.now() + 20_000);
  expect(turns).toHaveLength(8);
  expect(new Set(turns)).toEqual(new Set([200, 404]));
  server.close();
});

it('does not ask again where those who take one request after the other would have no time to answer', async () => {
  const address = { address: '127.0.0.1', port: 1 };
  const call = {
    ...address,
    local: true,
    reason: 'asked',
    how: 'http',
    host: '127.0.0.1',
    path: '/',
  } as const;
  expect(await askInTurn(call, said({ ...address, ms: 1000 }), performance.now() + 5000)).toBeNull();
  expect(await askInTurn(call, said({ ...address, ms: 10 }), performance.now() + 5000)).toHaveLength(8);
});
