import { expect, it } from 'vitest';
import type { Conversation, Probe } from '../../../src/facts/probes/types.js';
import { passedInside } from '../../../src/facts/upstreams/inside.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';
import { nft, rulesOf } from '../../support/firewall.js';
import { probe, running } from '../../support/healthy.js';

const missing = (path: string): never => {
  throw Object.assign(new Error(path), { code: 'ENOENT' });
};
/** nginx, pid 70, in the container 172.17.0.2 with this upstream, and somebody on its port 3000 (0BB8) or not. */
function container(passes: string, listens = false, kind = 'host LOCAL'): System {
  const files: Readonly<Record<string, string>> = {
    '/proc/70/comm': 'nginx\n',
    '/proc/70/stat': `70 (nginx) S 1 70 70 0 -1 ${'0 '.repeat(12)}1 0 100 0 0`,
    '/proc/70/cmdline': 'nginx: master process nginx -c /etc/nginx.conf\0',
    '/proc/stat': 'btime 1795000000\n',
    '/proc/70/net/fib_trie': `  |-- 172.17.0.2\n     /32 ${kind}\n`,
    '/proc/70/net/tcp': listens
      ? 'sl\n 0: 0100007F:0BB8 00000000:0000 0A 0:0 00:0 0 0 0 42 1 0 100 0 0 10 0\n'
      : 'sl\n',
    '/proc/70/root/etc/nginx.conf': `events {}\nhttp { server { listen 80; location / { proxy_pass ${passes}; } } }`,
  };
  return {
    ...realSystem,
    list: path => (path === '/proc' ? ['70'] : missing(path)),
    read: path => files[path] ?? missing(path),
    link: path => (path === '/proc/70/exe' ? '/usr/sbin/nginx' : missing(path)),
    status: path => (path in files ? { ...realSystem.status('/'), kind: 'file', size: 99 } : missing(path)),
  };
}
const dockerProxy = (address = '172.17.0.2') =>
  running(42, ['docker-proxy', '-host-port', '8080', '-container-ip', address, '-container-port', '80']);
const answer = { status: 502, reason: 'Bad Gateway', headers: { server: 'nginx/1.27' }, body: '' };
const probes: readonly Probe[] = [probe('127.0.0.1', 8080, 'connected', { http: answer })];
const within = (system: System, holder = dockerProxy()) =>
  passedInside(system, [holder], probes[0]!.conversations[0] as Conversation, { probes, addresses: [] });

it('finds where a proxy in a container passes requests on to, and that nobody is there', () => {
  expect(within(container('http://127.0.0.1:3000'))).toMatchObject({
    proxy: 'nginx',
    upstreams: [{ upstream: { host: '127.0.0.1', port: 3000 }, inside: { nobody: true } }],
  });
});

it('says nothing of who listens there, or is outside', () => {
  expect(within(container('http://127.0.0.1:3000', true))?.upstreams[0]?.inside).toEqual({ nobody: false });
  expect(within(container('http://app:3000'))?.upstreams[0]?.inside).toEqual({ nobody: false });
});

it('takes no proxy of another container, nor one whose port nobody hands on', () => {
  expect(within(container('http://app:3000'), dockerProxy('172.17.0.20'))).toBeUndefined();
  expect(within(container('http://app:3000'), running(42, ['node', 'app.js']))).toBeUndefined();
  // A route leads there from where it is.
  expect(within(container('http://app:3000', false, 'link UNICAST'))).toBeUndefined();
});

it('follows a rule into the container, or the address of its own that was asked for', () => {
  const asked = (address: string, rules = rulesOf([]), addresses = ['127.0.0.1', '10.77.0.1']) =>
    passedInside(
      container('http://127.0.0.1:3000'),
      [],
      { ...probes[0]!.conversations[0], address, port: 80 } as Conversation,
      { probes, addresses, rules },
    )?.proxy;
  const dnat = rulesOf(nft('prerouting', [[{ dnat: { addr: '172.17.0.2', port: 80 } }]]));
  expect(asked('172.17.0.2')).toBe('nginx');
  expect(asked('10.77.0.1', dnat)).toBe('nginx');
  expect(asked('10.77.0.1')).toBeUndefined();
  expect(asked('127.0.0.1')).toBeUndefined();
});
