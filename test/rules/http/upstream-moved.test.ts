import { expect, it } from 'vitest';
import { withStale } from '../../../src/facts/upstreams/stale.js';
import type { UpstreamState } from '../../../src/facts/upstreams/types.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { upstreamFixes } from '../../../src/rules/http/upstream-fixes.js';
import { probe, running } from '../../support/healthy.js';

const state = (host: string, addresses: readonly string[], more: Partial<UpstreamState> = {}) =>
  ({
    upstream: {
      protocol: 'http',
      host,
      port: 3000,
      path: null,
      file: '/etc/nginx/nginx.conf',
      line: 1,
      text: `proxy_pass http://${host}:3000`,
    },
    addresses,
    nameError: null,
    probes: addresses.map(address => probe(address, 3000)),
    socket: null,
    ...more,
  }) satisfies UpstreamState;
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
  const socket = {
    path,
    kind: null,
    uid: null,
    gid: null,
    mode: null,
    listening: null,
    deniedAt: null,
    asUser: null,
  };
  const hiddenBy = { pid: 9, name: 'gunicorn', unit: 'shop.service' };
  const here = state('x', [], { socket, hiddenBy });
  const fault = faultOf({ ...here, upstream: { ...here.upstream, host: null, port: null, path } })!;
  expect(fault.says).toContain('gunicorn (pid 9, shop.service) listens on one of that name');
  expect(upstreamFixes(fault, { files: [], master: nginx })[0]?.text).toContain('RuntimeDirectory');
});
