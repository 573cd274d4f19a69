import { expect, it } from 'vitest';
import { withStale } from '../../../src/facts/upstreams/stale.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { upstreamFixes } from '../../../src/rules/http/upstream-fixes.js';
import { probe, running } from '../../support/healthy.js';
import { noSocket, upstreamState } from '../../support/upstreams.js';

const state = (host: string, addresses: readonly string[]) =>
  upstreamState({ host }, { addresses, probes: addresses.map(address => probe(address, 3000)) });
const logged = (upstream: string) => ({
  path: '/var/log/nginx/error.log',
  line: `connect() failed (111: Connection refused) while connecting to upstream, upstream: "${upstream}", host: "a"`,
});
const nginx = running(7, ['nginx: master process'], { name: 'nginx', uid: 0 });

it.each([
  ['10.0.0.51', 'http://10.0.0.50:3000/'],
  ['fd00::51', 'http://[fd00::50]:3000/'],
])('finds that the proxy asks where the name led before it led to %s', (address, url) => {
  const [moved] = withStale([state('api', [address])], logged(url));
  const fault = faultOf(moved!)!;
  expect(fault.says).toContain(`api means ${address} by now`);
  expect(upstreamFixes(fault, { files: [], master: nginx })[0]?.steps).toEqual([
    { do: 'run', command: 'kill -HUP 7' },
  ]);
});

it.each([
  ['the name still means that', state('api', ['10.0.0.50']), logged('http://10.0.0.50:3000/')],
  ['it was another port', state('api', ['10.0.0.51']), logged('http://10.0.0.50:3001/')],
  ['an address was configured', state('10.0.0.51', ['10.0.0.51']), logged('http://10.0.0.50:3000/')],
  ['nothing was logged', state('api', ['10.0.0.51']), null],
])('is ruled out where %s', (_, given, line) => {
  expect(faultOf(withStale([given], line)[0]!)).toBeNull();
});

it('names who has the socket in a file system of its own', () => {
  const path = '/tmp/shop.sock';
  const hiddenBy = { pid: 9, name: 'gunicorn', unit: 'shop.service' };
  const unseen = upstreamState({ host: null, port: null, path }, { socket: noSocket(path), hiddenBy });
  const fault = faultOf(unseen)!;
  expect(fault.says).toContain('gunicorn (pid 9, shop.service) listens on one of that name');
  expect(upstreamFixes(fault, { files: [], master: nginx })[0]?.text).toContain('RuntimeDirectory');
});
