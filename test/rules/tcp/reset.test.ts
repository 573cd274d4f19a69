import { expect, it } from 'vitest';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';
import { upstreamState } from '../../support/upstreams.js';

it('finds a connection that is reset before anything was asked', () => {
  const probes = [probe('127.0.0.1', 8000, 'reset'), probe('10.0.0.1', 8000, 'reset')];
  const found = diagnosed('8000', { probes });
  expect(errors(found)).toEqual(['tcp/reset']);
  expect(found.causes[0]?.summary).toMatch(/^python3 -m http.server \(pid 42, .*\) takes connections to 127/);
});

it('finds a server that speaks first to close the connection without a word', () => {
  const closed = { asked: 'listen', outcome: 'closed', protocol: null, http: null } as const;
  const probes = [probe('127.0.0.1', 22, 'connected', closed), probe('10.0.0.1', 22, 'connected', closed)];
  const found = diagnosed('22', { probes });
  expect(errors(found)).toEqual(['tcp/reset']);
  expect(found.summary).toContain('hangs up on connections as soon as they are made');
});

it('tells what the log of the server ends with', () => {
  const path = '/var/log/sshd.log';
  const lines = [
    'Server listening on 0.0.0.0 port 8000.',
    'Missing privilege separation directory: /run/sshd',
  ];
  const found = diagnosed('8000', {
    probes: [probe('127.0.0.1', 8000, 'reset'), probe('10.0.0.1', 8000, 'reset')],
    logs: [{ path, lines, because: 'process-output', pid: 42, modifiedAt: now }],
  });
  expect(errors(found)).toEqual(['tcp/reset']);
  expect(found.causes[0]?.summary).toContain('by its log, Missing privilege separation directory: /run/sshd');
});

it('is not said of a server that answers', () => {
  expect(errors(diagnosed('8000'))).toEqual([]);
});

it('is found behind an address at which nobody listens', () => {
  const sockets = [listener('127.0.0.1', 8000)];
  const probes = [probe('10.0.0.1', 8000, 'refused'), probe('127.0.0.1', 8000, 'reset')];
  const lan = { from: 'lan', family: null } as const;
  expect(errors(diagnosed('8000', { sockets, probes }, lan))).toEqual(['bind/loopback-only', 'tcp/reset']);
});

it('is what a forwarder makes of a place that it does not reach', () => {
  const one = probe('10.0.0.1', 8000, 'connected', { outcome: 'reset', protocol: null, http: null });
  const waiting = { ...one.conversations[0]!, asked: 'listen', reason: 'wait' } as const;
  const probes = [{ ...one, conversations: [...one.conversations, waiting] }];
  const gone = upstreamState({ host: '10.0.0.9', raw: true, text: 'connect = 10.0.0.9:3000' });
  const upstreams = { proxy: 'stunnel4', upstreams: [gone], logged: null };
  expect(errors(diagnosed('http://10.0.0.1:8000/', { probes, upstreams }))).toEqual(['http/bad-gateway']);
  expect(errors(diagnosed('http://10.0.0.1:8000/', { probes }))).toEqual(['tcp/reset']);
});

it('is no word about others where a rule of the server turns this machine away alone', () => {
  const codes = (rule: string) => {
    const text = `frontend web\n bind :8000\n tcp-request connection reject if { src ${rule} }\n`;
    const found = diagnosed(
      '8000',
      {
        probes: [probe('10.0.0.1', 8000, 'reset')],
        processes: [running(42, ['haproxy', '-f', '/etc/haproxy.cfg'], { name: 'haproxy' })],
        configuration: [{ path: '/etc/haproxy.cfg', text, modifiedAt: 0 }],
      },
      { from: 'lan', family: null },
    );
    return [found.verdict, ...errors(found)];
  };
  expect(codes('10.0.0.1')).toEqual(['inconclusive']);
  expect(codes('10.9.9.9')).toEqual(['unreachable', 'tcp/reset']);
});
