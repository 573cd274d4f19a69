import { expect, it } from 'vitest';
import type { Diagnosis } from '../../../src/diagnosis/types.js';
import { diagnosed, errors, listener, probe, running } from '../../support/healthy.js';
import { answer } from '../../support/talks.js';

const haproxy = running(50, ['haproxy', '-f', '/etc/haproxy/haproxy.cfg'], { name: 'haproxy' });
const named = ({ causes }: Diagnosis) => causes.map(({ code }) => code);
const head = 'defaults\n mode http\n maxconn 90\n';
const front = (front: string, server: string) =>
  `${head}frontend web\n bind *:8000\n ${front}\n default_backend app\nbackend app\n server a 127.0.0.1:9000 ${server}\n`;

/** HAProxy with so many accepted connections, so many that wait, and so many of its own to its server. */
function played(text: string, taken: number, waiting: number, open: number, answered?: string, limit = 100) {
  const queue = { used: waiting, limit };
  const server = listener('0.0.0.0', 8000, { inode: 1, queue });
  const clients = Array.from({ length: taken }, (_, index) =>
    listener('10.0.0.1', 8000, {
      inode: 100 + index,
      state: 'established',
      remote: { address: '10.0.0.9', port: 40_000 + index },
    }),
  );
  const sockets = [server, ...clients];
  const said = ['127.0.0.1', '10.0.0.1'].map(address =>
    probe(
      address,
      8000,
      waiting > limit ? 'timeout' : 'connected',
      answered
        ? { http: answer(503, answered), ms: 6000 }
        : { outcome: 'silent', http: null, protocol: null, firstBytes: '', ms: 6000 },
    ),
  );
  return diagnosed('8000', {
    sockets,
    resampled: sockets,
    processes: [haproxy],
    owners: { pidsByInode: Object.fromEntries(sockets.map(({ inode }) => [inode, [50]])), hidden: [] },
    outgoing: Array.from({ length: open }, (_, index) => ({
      pid: 50,
      remote: { address: '127.0.0.1', port: 9000 },
      made: true,
      localPort: 50_000 + index,
    })),
    configuration: [
      { path: '/etc/haproxy/haproxy.cfg', text, modifiedAt: 0 },
      // The script that wrote the file and started HAProxy.
      { path: '/srv/start', text: `#!/bin/sh\ncat >haproxy.cfg <<X\n${text}X\nhaproxy`, modifiedAt: 0 },
    ],
    probes: said,
    ...(answered && {
      upstreams: { proxy: 'haproxy', upstreams: [], logged: null },
    }),
  });
}

it.each([
  ['its frontend', front('maxconn 2', ''), 'frontend web takes', '6'],
  ['all of it', `global\n maxconn 2\n${front('', '')}`, 'all of HAProxy takes', '2'],
])('finds HAProxy full: %s', (_, text, says, line) => {
  const full = played(text, 2, 3, 2);
  expect(errors(full)).toEqual(['app/too-many-clients']);
  expect(full.causes[0]?.summary).toContain(says);
  expect(full.causes[0]?.evidence[0]?.source).toBe(`/etc/haproxy/haproxy.cfg:${line}`);
  expect(full.summary).toContain('takes connections and does not answer');
});

it('finds HAProxy full whose backlog, which is its maxconn, is full as well', () => {
  const full = played(front('maxconn 2', ''), 2, 3, 2, undefined, 2);
  expect(errors(full)).toEqual(['app/too-many-clients']);
  expect(full.explainedAway).toContainEqual({ code: 'tcp/accept-queue-full', by: 'app/too-many-clients' });
  expect(full.reach[0]?.outcome).toBe('timeout');
  expect(full.summary).toContain('cannot be reached: the service has no room');
  expect(errors(played(front('maxconn 9', ''), 2, 3, 2, undefined, 2))).toEqual(['tcp/accept-queue-full']);
});

it.each([
  ['there is room', front('maxconn 3', ''), 2, 3],
  ['nobody waits', front('maxconn 2', ''), 2, 0],
  ['the defaults give more', front('', ''), 2, 3],
  ['two frontends have the port', `${front('maxconn 2', '')}frontend other\n bind *:8000\n`, 2, 3],
])('does not say so where %s', (_, text, taken, waiting) => {
  expect(named(played(text, taken, waiting, 2))).not.toContain('app/too-many-clients');
});

const unavailable = 'No server is available to handle this request.';

it('finds that its servers are given no more connections', () => {
  expect(errors(played(front('', 'maxconn 2'), 4, 0, 2))).toEqual(['app/too-many-clients']);
  const late = played(front('', 'maxconn 2'), 4, 0, 2, unavailable);
  expect(late.causes[0]).toMatchObject({ code: 'app/too-many-clients', severity: 'warning' });
  expect(named(late)).not.toContain('http/bad-gateway');
  expect(late.causes[0]?.summary).toContain('server a has the 2 that it is given');
});

it('leaves servers that are down, or have no limit, to what the proxy says', () => {
  expect(named(played(front('', 'maxconn 2'), 4, 0, 1, unavailable))).toContain('http/bad-gateway');
  expect(named(played(front('', ''), 4, 0, 9, unavailable))).not.toContain('app/too-many-clients');
});
