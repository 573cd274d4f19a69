import { expect, it } from 'vitest';
import type { Conversation } from '../../../src/facts/probes/types.js';
import type { UpstreamState } from '../../../src/facts/upstreams/types.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { upstreamFixes } from '../../../src/rules/http/upstream-fixes.js';
import { situationOf } from '../../programs/situation.js';
import { running } from '../../support/healthy.js';
import { attempt, said } from '../../support/talks.js';
import { noSocket, upstreamState } from '../../support/upstreams.js';

const path = '/run/php/php8.1-fpm.sock';
const text = `fastcgi_pass unix:${path}`;
const state = (more: Partial<UpstreamState>) =>
  upstreamState(
    { protocol: 'fastcgi', host: null, port: null, path, text },
    { socket: noSocket(path), ...more },
  );
const nginx = running(7, ['nginx: master process'], { name: 'nginx', uid: 0 });
const files = [{ path: '/etc/nginx/nginx.conf', text: `location / { ${text}; }`, modifiedAt: 0 }];

it.each([
  ['127.0.0.1:9000', 'fastcgi_pass 127.0.0.1:9000'],
  ['/run/php/php8.2-fpm.sock', 'fastcgi_pass unix:/run/php/php8.2-fpm.sock'],
])('sends the proxy to %s, where the application listens', (place, replace) => {
  const fault = faultOf(state({ elsewhere: { name: 'php-fpm8.2', place, denied: false } }))!;
  expect(fault.says).toBe(`there is no socket ${path}; php-fpm8.2 listens on ${place}`);
  expect(upstreamFixes(fault, { files, master: nginx })[0]?.steps).toEqual([
    { do: 'edit', file: '/etc/nginx/nginx.conf', find: text, replace },
    { do: 'run', command: 'kill -HUP 7' },
  ]);
});

it('names a socket that the proxy may not write to, and does not send it there', () => {
  const fault = faultOf(state({ elsewhere: { name: 'php-fpm8.2', place: '/run/x.sock', denied: true } }))!;
  expect(fault.says).toContain('/run/x.sock, which the proxy');
  expect(upstreamFixes(fault, { files, master: nginx })[0]).not.toHaveProperty('steps');
});

it('has the application started where none is to be seen', () => {
  const fault = faultOf(state({ elsewhere: null }))!;
  expect(fault.instead).toBeNull();
  expect(upstreamFixes(fault, { files, master: nginx })[0]).not.toHaveProperty('steps');
});

it('names a PHP-FPM whose children are all taken, and how to give it more', () => {
  const line = 'WARNING: [pool www] server reached pm.max_children setting (5), consider raising it';
  const fault = faultOf(state({ exhausted: { path: '/var/log/fpm.log', line, most: 5 } }))!;
  expect(fault.says).toBe(`all children of PHP-FPM at ${path} are taken (pm.max_children is 5)`);
  expect(upstreamFixes(fault, { files, master: nginx })[0]?.text).toContain('pm.max_children');
});

it('tells what a socket speaks, and sends the proxy to it by the right directive', () => {
  const answered = said({ reason: 'plain-proof' });
  const silent = said({ asked: 'service', outcome: 'silent', protocol: null, http: null });
  const open = {
    ...noSocket(path),
    kind: 'socket',
    listening: true,
  };
  const probes = (...heard: readonly Conversation[]) => [attempt(heard, { address: path, port: 0 })];
  const other = faultOf(state({ socket: open, probes: probes(silent, answered) }))!;
  expect(other).toMatchObject({ kind: 'protocol', instead: 'http' });
  expect(upstreamFixes(other, { files, master: nginx })[0]?.steps?.[0]).toMatchObject({
    replace: `proxy_pass http://unix:${path}`,
  });
  const hung = faultOf(state({ socket: open, probes: probes(silent) }))!;
  expect(hung).toMatchObject({ kind: 'silent', says: expect.stringContaining(path) });
  expect(faultOf(state({ socket: open }))).toBeNull();
});

const movedFrom = (name: string, file: string, line: string, text = line) => {
  const master = running(7, [name], { name, uid: 0 });
  const situation = situationOf(master, { configuration: [{ path: file, text: line, modifiedAt: 0 }] });
  const there = { protocol: 'http', host: '127.0.0.1', port: 8000, path: null, text, file, line: 1 } as const;
  const gone = upstreamState(there, {
    elsewhere: { name: 'gunicorn', place: '127.0.0.1:8001', denied: false },
    probes: [attempt([], { address: '127.0.0.1', port: 8000, outcome: 'refused' })],
  });
  return upstreamFixes(faultOf(gone)!, { files: situation.configuration, master, situation })[0]?.steps;
};

it('writes the place as each proxy does, and starts again those that no signal tells', () => {
  expect(movedFrom('apache2', '/etc/apache2/a.conf', 'ProxyPass / http://127.0.0.1:8000/')).toEqual([
    {
      do: 'edit',
      file: '/etc/apache2/a.conf',
      find: 'ProxyPass / http://127.0.0.1:8000/',
      replace: 'ProxyPass / http://127.0.0.1:8001/',
    },
    { do: 'run', command: 'kill -USR1 7' },
  ]);
  const caddy = movedFrom('caddy', '/srv/Caddyfile', 'reverse_proxy 127.0.0.1:8000');
  expect(caddy?.[0]).toMatchObject({ replace: 'reverse_proxy 127.0.0.1:8001' });
  expect(caddy).toContainEqual({ do: 'stop', pid: 7 });
  const haproxy = movedFrom('haproxy', '/etc/haproxy/haproxy.cfg', 'server a 127.0.0.1:8000 check');
  expect(haproxy?.[0]).toMatchObject({ replace: 'server a 127.0.0.1:8001 check' });
});
