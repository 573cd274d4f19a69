import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { askingOf } from '../../../src/facts/probes/plan.js';
import { probe } from '../../../src/facts/probes/probe.js';
import { redirectedOrigin } from '../../../src/facts/probes/redirects.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { said } from '../../support/talks.js';

it.each([
  ['the same site', 'http://a.test', 'http://10.77.0.1:8000', 'http://a.test'],
  ['the site of another page', 'http://a.test', 'https://10.77.0.1:8000', 'null'],
  ['another site', 'http://a.test', 'http://b.test:8000', 'null'],
  ['another site than its own', 'http://10.77.0.1:8000', 'http://b.test:8000', 'http://10.77.0.1:8000'],
  ['nobody', undefined, 'http://b.test:8000', undefined],
])('a redirect to %s, for a page of %s', (_, origin, to, expected) => {
  const { protocol, hostname, port } = new URL(to);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  const from = said({ asked: 'http', name: '10.77.0.1:8000', path: '/x', ...(origin && { origin }) });
  expect(redirectedOrigin(from, { scheme, host: hostname, port: Number(port), path: '/' })).toBe(expected);
});

it('stays as it is of a WebSocket, whose clients that follow know no pages', () => {
  const from = said({ asked: 'http', name: '10.77.0.1:8000', origin: 'http://a.test', upgrade: true });
  const to = { scheme: 'https', host: '10.77.0.1', port: 443, path: '/' } as const;
  expect(redirectedOrigin(from, to)).toBe('http://a.test');
});

it('is sent to where the server redirects', async () => {
  const heard: (string | undefined)[] = [];
  const server = http.createServer(({ url, headers }, response) => {
    heard.push(`${url} ${headers.origin}`);
    response.writeHead(url === '/api' ? 301 : 200, { location: '/api/' }).end('x');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const target = { ...parseTarget(`http://127.0.0.1:${port}/api`), origin: 'http://a.test' };
  const plan = { protocol: 'tcp', address: '127.0.0.1', port, local: true } as const;
  await probe({ ...plan, question: askingOf(target, port) }, performance.now() + 3000);
  server.close();
  expect(heard).toEqual(['/api http://a.test', '/api/ http://a.test']);
});
